"""What the compiled environments of mechanics share."""

GRAVITY = 9.8
"""In m/s², as Gymnasium has it."""
