"""What is wrong with a file of text, in words for the user, where Python's own speak to a programmer."""

from dqn_engine.system.sentences import Sentence


def parse_trouble(error: ValueError | RecursionError) -> str:
    """Why TOML or JSON can't be read, of at most 200 characters."""
    if isinstance(error, RecursionError):
        return Sentence("it is nested too deeply")
    if "set_int_max_str_digits" in str(error):
        return Sentence("a number in it has too many digits")
    return said if isinstance(said := str(error), Sentence) else said[:200]
