"""Real files, damaged in every way that comes to mind: taken only if they still mean the same, else refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.slow  # Hundreds of files: not for the inner loop.

NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1)
EXAMPLES = {"npz": 120, "safetensors": 120, "h5": 120, "keras": 80, "manifest": 150, "config": 150, "preset": 150}


@st.composite
def mutants(draw: st.DrawFn, name: str) -> bytes:
    """A seed after one to three blows."""
    content = bytearray(draw(st.sampled_from(TARGETS[name].seeds())))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(1, 64))
        match draw(st.sampled_from(("cut", "flip", "zero", "fill", "drop", "repeat", "number", "splice"))):
            case "cut":
                del content[place:]
            case "flip" if content:
                content[place] ^= 1 << draw(st.integers(0, 7))
            case "zero":
                content[place : place + length] = bytes(len(content[place : place + length]))
            case "fill":
                content[place : place + length] = b"\xff" * len(content[place : place + length])
            case "drop":
                del content[place : place + length]
            case "repeat":
                content[place:place] = content[place : place + length] * draw(st.integers(1, 50))
            case "number":
                size = draw(st.sampled_from((1, 2, 4, 8)))
                value = draw(st.sampled_from(NUMBERS)) % 256**size
                content[place : place + size] = value.to_bytes(size, draw(st.sampled_from(("little", "big"))))
            case "splice":
                content[place:place] = draw(st.binary(max_size=40))
    return bytes(content)


@pytest.mark.parametrize("name", TARGETS)
def test_that_an_undamaged_file_is_taken(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].read(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_that_a_damaged_file_is_refused_or_means_the_same(name: str) -> None:
    @settings(max_examples=EXAMPLES[name], deadline=None, derandomize=True, database=None)
    @given(mutants(name))
    def check(content: bytes) -> None:
        TARGETS[name].read(content)

    check()


@pytest.mark.parametrize("name", ["npz", "safetensors", "h5", "keras"])
def test_that_a_file_cut_off_at_any_part_is_refused(name: str) -> None:
    seed = TARGETS[name].seeds()[0]
    for length in sorted({*range(0, len(seed), max(1, len(seed) // 60)), len(seed) - 1}):
        TARGETS[name].read(seed[:length])
