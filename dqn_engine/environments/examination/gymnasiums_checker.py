"""What `gymnasium.utils.env_checker` complains of.

It says what breaks Gymnasium's rules. Much of that does no harm here, since the adapter copies and checks (see
`adapter`), so it is told as a note; what this program can't train on is a fault.
"""

import warnings
from collections.abc import Iterator

import gymnasium
from gymnasium.utils.env_checker import check_env

from dqn_engine.environments.adapter import adapter_of, allowed_in
from dqn_engine.environments.examination.findings import EnvironmentFinding, fine, note
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.foreign_code import under_way
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, one_line, plain_words, printable

_OF_WRAPPERS = "is different from the unwrapped version"
"""What Gymnasium's checker says of a wrapper that belongs to the environment, as its entry point returns it."""


def gymnasiums_findings(environment: str) -> Iterator[EnvironmentFinding]:
    """What `gymnasium.utils.env_checker` complains of."""
    what, said = "Gymnasium's checker", []
    made = make_environment(environment)
    masked = _begins_with_mask(made)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with under_way(environment[:LONGEST_ID], "a call by Gymnasium's checker"):
                check_env(_layers_own(adapter_of(made).env), skip_render_check=True, skip_close_check=True)
        except BaseException as error:  # Whatever an environment does is a finding; the checker's own are sentences.
            if is_the_users(error):
                raise
            its_own = type(error) is AssertionError or isinstance(error, gymnasium.error.Error)
            said.append((its_own and _plain(error)) or f"a call failed with {error_words(error)}.")
    made.close()
    said += [_plain(warning.message) for warning in caught if issubclass(warning.category, UserWarning)]
    said = [sentence for sentence in said if _OF_WRAPPERS not in sentence]
    if not said:
        yield fine(what, "It has nothing to say against it.")
    for sentence in dict.fromkeys(said):
        yield note(what, f"It says: {sentence}")
    if said and masked:
        yield note(what, "It knows no action masks and may have taken forbidden actions, as nothing else here does.")


def _layers_own(made: gymnasium.Env) -> gymnasium.Env:
    """An environment as its entry point gives it, without what `gymnasium.make` puts around it."""
    while isinstance(made, gymnasium.wrappers.OrderEnforcing | gymnasium.wrappers.PassiveEnvChecker):
        made = made.env
    return made


def _begins_with_mask(made: gymnasium.Env) -> bool:
    try:
        return allowed_in(made.reset(seed=0)[1]) is not None
    except BrokenEnvironmentError:  # Which is found when it is played.
        return False


def _plain(value: object) -> str:
    said = plain_words(value) if isinstance(value, BaseException) else str(value)
    return printable(one_line(said.replace("\x1b[33mWARN: ", "").replace("\x1b[0m", "")))[:400]
