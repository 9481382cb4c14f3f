"""What the value of a hyperparameter can be: plain, so that it fits in JSON, TOML and messages."""

from collections.abc import Mapping
from typing import Any

KnobValue = bool | int | float | str | tuple[int, ...]

Knobs = Mapping[str, Any]
"""Hyperparameters by name, validated: each value is of the kind its declaration says, which no checker can know."""
