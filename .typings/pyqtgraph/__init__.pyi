# pyqtgraph has few types of its own, and what a checker infers from its source is wrong where methods come from
# elsewhere or are made in a constructor; to infer it takes a part of the checker's time. All of it is Any here.
from typing import Any

def __getattr__(name: str) -> Any: ...
