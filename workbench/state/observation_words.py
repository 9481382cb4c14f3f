"""An observation in a few characters, and as a picture where it is one."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from workbench.look.figures import figure

_MOST_NUMBERS = 4


def is_picture(observation: np.ndarray) -> bool:
    """Whether it is a stack of images [K, H, W, C]."""
    return observation.ndim == 4


def state_number(observation: np.ndarray) -> int | None:
    """The number of a state, where the environment's states are numbers: reports have it as [1] int; else None."""
    is_number = observation.shape == (1,) and np.issubdtype(observation.dtype, np.integer)
    return int(observation[0]) if is_number else None


def is_place(label: str) -> bool:
    """Whether that number is a place of a one-hot one, as the engine calls it: `gear=2`."""
    return "=" in label


def read(labels: Sequence[str], observation: Iterable[float]) -> Iterator[tuple[str, float]]:
    """Name and number of each that there is to read: what is one-hot for the network is the one that it stands for.

    Where there aren't as many names, they are counted from 1.
    """
    numbers = [float(number) for number in observation]
    if len(labels) != len(numbers):
        labels = [str(place + 1) for place in range(len(numbers))]
    named = zip(labels, numbers, strict=True)
    for name, group in itertools.groupby(named, lambda each: each[0].rpartition("=")[0] if is_place(each[0]) else ""):
        places = list(group)
        chosen = [(label, number) for label, number in places if number]
        if name and len(chosen) == 1 and chosen[0][1] == 1.0:
            yield name, float(chosen[0][0].rpartition("=")[2])
        else:
            yield from places


def read_all(labels: Sequence[str], observations: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """Names and numbers [N, R] of `observations` [N, O], each as `read` has it; a part that isn't one-hot in one of
    them is read place by place in all."""
    count = observations.shape[1]
    if len(labels) != count:
        labels = [str(place + 1) for place in range(count)]
    names: list[str] = []
    columns: list[np.ndarray] = []
    named = ((label.rpartition("=")[0] if is_place(label) else "", place) for place, label in enumerate(labels))
    for name, group in itertools.groupby(named, lambda each: each[0]):
        places = [place for _, place in group]
        part = observations[:, places]
        if name and bool((((part == 0.0) | (part == 1.0)).all(axis=1) & (part.sum(axis=1) == 1.0)).all()):
            stands_for = np.array([float(labels[place].rpartition("=")[2]) for place in places])
            names.append(name)
            columns.append(stands_for[part.argmax(axis=1)])
        else:
            names += [labels[place] for place in places]
            columns += list(part.T)
    return tuple(names), np.array(columns, np.float64).T.reshape(len(observations), len(names))


def short_text(observation: np.ndarray) -> str:
    """The state's number, or its first numbers; nothing of a picture."""
    if is_picture(observation):
        return ""
    number = state_number(observation)
    if number is not None:
        return f"{number:,}"
    shown = [figure(float(value), ".2f") for value in observation.ravel()[:_MOST_NUMBERS]]
    return ", ".join(shown) + (" …" if observation.size > _MOST_NUMBERS else "")


def picture(observation: np.ndarray) -> np.ndarray:
    """The newest, which is the last, of a stack of images [K, H, W, C] with 1 or 3 colours: [H, W, 3] uint8."""
    newest = observation[-1]
    return np.ascontiguousarray(np.broadcast_to(newest, (*newest.shape[:2], 3)), dtype=np.uint8)
