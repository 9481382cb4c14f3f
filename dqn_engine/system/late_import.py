"""Modules that are imported when something of them is first used.

A value head says beside each other what it means in plain numbers, which a window reads before TensorFlow exists, and
what it does with tensors. Its file names TensorFlow and Keras through this, so that reading it costs neither.
"""

import importlib


class LateModule:
    """Stands for the module `name`; the first attribute asked for imports it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        """The module's attribute, which is looked up once."""
        value = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, value)
        return value
