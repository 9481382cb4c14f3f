"""Reads which seeds a study is to run, as the user types them."""

from dqn_engine.config.run_config import LARGEST_SEED
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import quoted

MOST_SEEDS = 1_000
_LONGEST_SEED = 10  # characters


def parse_seeds(text: str) -> tuple[int, ...]:
    """Reads `0-19`, `7` or `0-4,10,20-29`.

    Raises:
        InputError: It is something else, names a seed twice, or names too many.
    """
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        ends = (first, last if dash else first)
        if not all(end.isascii() and end.isdigit() for end in ends):
            raise InputError(
                "The seeds are {text}, but must be whole numbers such as 0-19 or 1,2,10-14.", text=quoted(text)
            )
        if max(map(len, ends)) > _LONGEST_SEED:
            raise InputError(
                "The seed {high} is too large; seeds go from 0 to {largest}.",
                high=f"{max(ends, key=len)[:_LONGEST_SEED]}…",
                largest=LARGEST_SEED,
            )
        low, high = map(int, ends)
        if high < low:
            raise InputError(
                "The seeds {low}-{high} run backwards; write the smaller first, {high}-{low}.", low=low, high=high
            )
        if high > LARGEST_SEED:
            raise InputError(
                "The seed {high} is too large; seeds go from 0 to {largest}.", high=high, largest=LARGEST_SEED
            )
        if len(seeds) + high - low + 1 > MOST_SEEDS:
            raise InputError(
                "The seeds {text} are too many; at most {most:,} can be given.", text=quoted(text), most=MOST_SEEDS
            )
        seeds += range(low, high + 1)
    twice = next((seed for seed in seeds if seeds.count(seed) > 1), None)
    if twice is not None:
        raise InputError(
            "The seeds {text} name {twice} twice, which would count it double; name it once.",
            text=quoted(text),
            twice=twice,
        )
    return tuple(seeds)
