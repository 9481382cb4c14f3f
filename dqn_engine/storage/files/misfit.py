"""The error of a file from elsewhere that can't be used, whatever its format."""


class MisfitError(Exception):
    """The file can't be used; `str(error)` is the part of a sentence that says what was expected and what was found."""
