# What a checker infers from Keras' source is wrong where backends differ: every operation may give None. All of it is
# Any here, but for the class that layers of our own are made of.
from typing import Any

from keras import layers as layers

def __getattr__(name: str) -> Any: ...
