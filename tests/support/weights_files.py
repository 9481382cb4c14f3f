"""Weights files for the tests: one of our own making with a change, and what its refusal says."""

from collections.abc import Callable
from pathlib import Path

import h5py
import pytest

from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec

SPEC = small_spec()


def refusal(path: Path) -> str:
    """Loads a file that must be refused, and returns the sentence."""
    with pytest.raises(InputError) as caught:
        load_weights(path, SPEC)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 400
    return sentence


def write_h5(path: Path, change: Callable[[h5py.Group], None]) -> None:
    """A file as Keras writes it, changed by `change(layers)`."""
    path.unlink(missing_ok=True)
    save_weights(path, SPEC, random_weights(SPEC), None)
    with h5py.File(path, "a") as file:
        del file.attrs["dqn_engine"]
        change(file["layers"])
