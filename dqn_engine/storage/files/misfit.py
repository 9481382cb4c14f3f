"""The error of a file from elsewhere that can't be used, whatever its format."""

from dqn_engine.system.sentences import as_sentence


class MisfitError(Exception):
    """The file can't be used; `str(error)` is the part of a sentence that says what was expected and what was found."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))
