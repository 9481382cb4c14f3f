# TensorFlow has no types of its own, and those that others wrote for it leave out what tensors can do (`%`), call every
# size of a shape None and know no compiled function. All of it is Any here; shapes and dtypes are checked when a graph
# is traced, and by tests.
from typing import Any

def __getattr__(name: str) -> Any: ...
