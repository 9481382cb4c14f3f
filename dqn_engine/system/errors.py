"""The errors that are shown to the user: every message says what was given or happened, in one sentence."""

from dqn_engine.system.sentences import as_sentence


class InputError(ValueError):
    """What the user gave (a value, a preset, a file, a folder) can't be used; `str(error)` says so in one sentence.

    `sentence` is the template that `values` are filled into, as of `Sentence`. It quotes what was given, which may come
    from elsewhere; so it is kept to one line of visible text.
    """

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))


class UnknownEnvironmentError(InputError):
    """An environment isn't registered here. `module` is what the user would import for it; empty where nobody knows."""

    def __init__(self, sentence: str, /, *, module: str = "", **values: object) -> None:
        super().__init__(sentence, **values)
        self.module = module


class UnsaidError(InputError):
    """A file doesn't say what decides the meaning of its numbers, and nobody else did: `unsaid`, hyperparameters."""

    def __init__(self, sentence: str, /, *, unsaid: tuple[str, ...], **values: object) -> None:
        super().__init__(sentence, **values)
        self.unsaid = unsaid


class DivergedError(ArithmeticError):
    """The loss or its gradient is no longer finite; the last finite weights are still there."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))


class LostProcessError(Exception):
    """A process that worked for this one died, and again when it was replaced. The message is one sentence."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))


class BrokenEnvironmentError(Exception):
    """An environment raised, or gave something that can't be learned from. The message is one sentence."""

    def __init__(self, sentence: str, /, **values: object) -> None:
        super().__init__(as_sentence(sentence, **values))
