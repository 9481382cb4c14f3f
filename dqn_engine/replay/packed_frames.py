"""The frames of an image environment's replay buffer, each packed by itself and without loss, outside of TensorFlow.

A game's picture is mostly flat: of the 7,056 bytes of a frame of Pong, deflate leaves 220 (RFC 1951, at its fastest
level). Packing one took 14 µs and unpacking it 9 µs, beside the 40 ms of an update, which samples some 160. A frame
that doesn't get smaller, such as one of noise, is stored as it is.
"""

import zlib

import numpy as np

_FASTEST = 1


class PackedFrames:
    """Frames of `pixels` bytes in `slots` numbered places, of which each begins empty.

    Attributes:
        pixels: Bytes of a frame, unpacked.
    """

    def __init__(self, slots: int, pixels: int) -> None:
        self.pixels = pixels
        self._packed: list[bytes] = [b""] * slots

    @property
    def packed_bytes(self) -> int:
        """What all frames take, packed."""
        return sum(map(len, self._packed))

    def put(self, slot: int, frame: np.ndarray) -> None:
        """Stores `frame` [P] uint8 in place of what was there."""
        raw = frame.tobytes()
        packed = zlib.compress(raw, _FASTEST)
        self._packed[slot] = packed if len(packed) < self.pixels else raw

    def get(self, slots: np.ndarray) -> np.ndarray:
        """The frames at `slots` […], none of them empty: […, P] uint8."""
        different, places = np.unique(slots, return_inverse=True)
        frames = np.empty((len(different), self.pixels), np.uint8)
        different_slots: list[int] = different.tolist()
        for index, slot in enumerate(different_slots):
            frames[index] = np.frombuffer(self._unpacked(self._packed[slot]), np.uint8)
        return frames[places.reshape(slots.shape)]

    def clear(self) -> None:
        """Forgets all frames."""
        self._packed = [b""] * len(self._packed)

    def moved(self, slots: int, kept: np.ndarray, to: np.ndarray) -> "PackedFrames":
        """Others with so many `slots`: the frames at `kept` [N] of these are at `to` [N] of them."""
        following = PackedFrames(slots, self.pixels)
        for source, target in zip(kept, to, strict=True):
            following._packed[target] = self._packed[source]
        return following

    def shapes(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Shape and NumPy type of each of `arrays`."""
        slots = len(self._packed)
        return {"packed": ((slots, self.pixels), "uint8"), "sizes": ((slots,), "int32")}

    def arrays(self) -> dict[str, np.ndarray]:
        """All that is stored (see `shapes`): the packed frames one after another, zeros behind them, and their sizes.

        The zeros take no memory until they are written to.
        """
        packed = np.zeros((len(self._packed), self.pixels), np.uint8)
        packed.reshape(-1)[: self.packed_bytes] = np.frombuffer(b"".join(self._packed), np.uint8)
        return {"packed": packed, "sizes": np.array([len(frame) for frame in self._packed], np.int32)}

    def set_arrays(self, packed: np.ndarray, sizes: np.ndarray) -> None:
        """Replaces all frames by those of `arrays`: `packed` [slots, P] uint8 and `sizes` [slots] int32.

        Raises:
            ValueError: They aren't packed frames; nothing was changed.
        """
        if (sizes < 0).any() or (sizes > self.pixels).any():
            raise ValueError(f"frames of {sizes.min()} to {sizes.max()} bytes, where {self.pixels} are the most")
        content = np.ascontiguousarray(packed).reshape(-1).data
        ends = np.cumsum(sizes, dtype=np.int64)
        found = [bytes(content[end - size : end]) for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)]
        for slot, frame in enumerate(found):
            if frame and len(self._unpacked(frame)) != self.pixels:
                raise ValueError(f"the frame in place {slot} has not {self.pixels} bytes")
        self._packed = found

    def _unpacked(self, packed: bytes) -> bytes:
        """Never more than a frame, whatever `packed` says.

        Raises:
            ValueError: It isn't packed as `put` does it.
        """
        if len(packed) == self.pixels:
            return packed
        try:
            return zlib.decompressobj().decompress(packed, self.pixels)
        except zlib.error as error:
            raise ValueError(f"a frame can't be unpacked: {error}") from error
