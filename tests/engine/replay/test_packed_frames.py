"""Frames stored packed: what comes out is what went in, whatever it was, and a damaged one is refused."""

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra import numpy as arrays_of

from dqn_engine.replay.packed_frames import PackedFrames

PIXELS = 84 * 84


def picture(ball: int) -> np.ndarray:
    frame = np.full((84, 84), 87, np.uint8)
    frame[ball % 80 : ball % 80 + 4, 40:44] = 236
    return frame.reshape(-1)


@settings(deadline=None, max_examples=50, derandomize=True, database=None)
@given(frame=arrays_of.arrays(np.uint8, 30))
def test_that_a_frame_comes_back_as_it_was(frame: np.ndarray) -> None:
    frames = PackedFrames(3, 30)
    frames.put(1, frame)
    np.testing.assert_array_equal(frames.get(np.array([1])), frame[np.newaxis])


def test_that_pictures_get_small_and_noise_no_larger() -> None:
    frames = PackedFrames(2, PIXELS)
    frames.put(0, picture(3))
    assert 0 < frames.packed_bytes < PIXELS / 20
    noise = np.random.default_rng(0).integers(0, 256, PIXELS, np.uint8)
    frames.put(0, noise)
    assert frames.packed_bytes == PIXELS
    np.testing.assert_array_equal(frames.get(np.array([0]))[0], noise)


def test_that_stacks_are_shaped_like_the_places_asked_for() -> None:
    frames = PackedFrames(5, PIXELS)
    for slot in range(5):
        frames.put(slot, picture(9 * slot))
    slots = np.array([[[4, 4, 0], [1, 2, 3]]])
    found = frames.get(slots)
    assert found.shape == (1, 2, 3, PIXELS)
    np.testing.assert_array_equal(found, np.array([picture(9 * slot) for slot in slots.flat]).reshape(found.shape))


def test_that_arrays_hold_everything_and_put_it_back() -> None:
    frames, others = PackedFrames(4, PIXELS), PackedFrames(4, PIXELS)
    noise = np.random.default_rng(0).integers(0, 256, PIXELS, np.uint8)
    frames.put(0, noise)
    frames.put(2, picture(1))
    arrays = frames.arrays()
    assert {name: (array.shape, array.dtype.name) for name, array in arrays.items()} == frames.shapes()
    assert arrays["sizes"].astype(bool).tolist() == [True, False, True, False]
    others.put(1, noise)
    others.set_arrays(**arrays)
    np.testing.assert_array_equal(others.get(np.array([0, 2])), [noise, picture(1)])
    assert others.packed_bytes == frames.packed_bytes
    frames.put(0, picture(2))  # What was handed out was a copy.
    np.testing.assert_array_equal(others.get(np.array([0]))[0], noise)
    others.clear()
    assert others.packed_bytes == 0


def packed_as(content: bytes, size: int) -> dict[str, np.ndarray]:
    packed = np.zeros((2, PIXELS), np.uint8)
    packed.reshape(-1)[: len(content)] = np.frombuffer(content, np.uint8)
    return {"packed": packed, "sizes": np.array([0, size], np.int32)}


@pytest.mark.parametrize(
    ("content", "size", "why"),
    [
        (b"", -1, "-1 to 0 bytes"),
        (b"", PIXELS + 1, f"0 to {PIXELS + 1} bytes"),
        (b"no deflate", 10, "can't be unpacked"),
        (zlib.compress(b"short"), len(zlib.compress(b"short")), f"has not {PIXELS} bytes"),
    ],
)
def test_that_what_is_no_frame_is_refused_and_nothing_changed(content: bytes, size: int, why: str) -> None:
    frames = PackedFrames(2, PIXELS)
    frames.put(0, picture(5))
    with pytest.raises(ValueError, match=why):
        frames.set_arrays(**packed_as(content, size))
    np.testing.assert_array_equal(frames.get(np.array([0]))[0], picture(5))


def test_that_a_frame_never_unpacks_to_more_than_a_frame() -> None:
    bomb = zlib.compress(bytes(PIXELS * 100), 9)
    frames = PackedFrames(2, PIXELS)
    frames.set_arrays(**packed_as(bomb, len(bomb)))
    assert not frames.get(np.array([1])).any()
