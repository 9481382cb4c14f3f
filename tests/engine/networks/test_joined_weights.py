"""Small tensors laid end to end: the same numbers, and back again."""

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks.joined_weights import LARGEST_SMALL, join, split

pytestmark = pytest.mark.as_shipped

MIXED = ((4, 64), (64,), (64, 64), (64,), (70, 30), (3, 64), (3,))


def tensors(shapes: tuple[tuple[int, ...], ...]) -> list[tf.Tensor]:
    """Numbers that say where they belong."""
    generator = np.random.default_rng(5)
    return [tf.constant(generator.normal(size=shape).astype(np.float32)) for shape in shapes]


@pytest.mark.parametrize("shapes", [MIXED, MIXED[:2], MIXED[2:3], ((2, 3, 4, 5), (5,), (40, 40), (1600,))])
@pytest.mark.parametrize("compiled", [False, True])
def test_that_splitting_gives_back_what_was_joined(shapes: tuple[tuple[int, ...], ...], compiled: bool) -> None:
    def there_and_back(*given: tf.Tensor) -> tuple[tf.Tensor, ...]:
        return split(join(given), shapes)

    given = tensors(shapes)
    found = (tf.function(there_and_back, jit_compile=True) if compiled else there_and_back)(*given)
    assert len(found) == len(given)
    for f, g in zip(found, given, strict=True):
        assert f.shape == g.shape
        np.testing.assert_array_equal(f, g)


def test_that_small_tensors_become_one_in_their_order_and_large_ones_stay() -> None:
    given = tensors(MIXED)
    vector, *large = join(given)
    expected = np.concatenate([given[i].numpy().reshape(-1) for i in (0, 1, 3, 5, 6)])
    np.testing.assert_array_equal(vector, expected)
    assert [id(tensor) for tensor in large] == [id(given[2]), id(given[4])]


def test_that_the_largest_small_tensor_is_joined_and_one_number_more_is_not() -> None:
    at_limit, above = tensors(((LARGEST_SMALL,), (LARGEST_SMALL + 1,)))
    assert [part.shape[0] for part in join([above, at_limit])] == [LARGEST_SMALL, LARGEST_SMALL + 1]


def test_that_moments_an_optimizer_lacks_stay_lacking() -> None:
    assert split(join(()), MIXED) == ()
