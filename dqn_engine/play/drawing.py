"""Whether an environment can be drawn as it says, for who examines it before it is watched."""

import gymnasium

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.play.pictures import can_draw, picture_of
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.foreign_code import foreign_code
from dqn_engine.system.sentences import Sentence


def drawing_fault(environment: str) -> str:
    """Says why no picture of that environment can be drawn; empty where one can, or it offers none.

    Raises:
        InputError: It can't be made at all.
    """
    made = make_environment(environment)
    try:
        offered = can_draw(made)
    finally:
        made.close()
    if not offered:
        return ""
    try:
        drawn = make_environment(environment, render_mode="rgb_array")
    except InputError as error:
        return str(error)
    return _fault(drawn, environment)


def _fault(drawn: gymnasium.Env, environment: str) -> str:
    try:
        drawn.reset(seed=0)
        rendered = drawn.render()
        with foreign_code(environment[:LONGEST_ID], "render()", Sentence("its picture")):
            try:
                picture_of(rendered)
            except ValueError as error:
                return str(error)
    except BrokenEnvironmentError as error:
        return str(error)
    finally:
        drawn.close()
    return ""
