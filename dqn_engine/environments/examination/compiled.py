"""A compiled environment beside the one in Gymnasium."""

from collections.abc import Iterator

from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.examination.findings import EnvironmentFinding, fault, fine, note
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words


def findings_of_compiled(info: EnvironmentInfo) -> Iterator[EnvironmentFinding]:
    """A compiled environment beside the one in Gymnasium."""
    what = "compiled"
    if not is_compiled(info.environment):
        yield fine(what, "It is stepped in Python; nothing compiles it.")
        return
    from dqn_engine.system.tensorflow_setup import set_up_tensorflow

    set_up_tensorflow(gpu=False)
    from dqn_engine.environments.compiled.comparison import compare  # Imports TensorFlow, which is set up first.

    try:
        compared = compare(info)
    except InputError as error:
        yield fault(what, str(error))
        return
    except BrokenEnvironmentError as error:
        yield fault(what, str(error))
        return
    except BaseException as error:  # Of the user's functions.
        if is_the_users(error):
            raise
        yield fault(what, f"Its compiled environment can't be traced: {error_words(error)}")
        return
    if compared is None:
        yield note(
            what,
            "It is stepped inside the compiled program, which can't be compared with Gymnasium's: give the compiled "
            "environment a method state_in(environment, step).",
        )
    elif compared.fault:
        after = f"After {compared.steps:,} equal steps the" if compared.steps else "The"
        yield fault(what, f"{after} compiled environment {compared.fault}; mend one of them.")
    else:
        yield fine(
            what,
            f"It is stepped inside the compiled program; its episodes begin as Gymnasium's, and "
            f"{compared.steps:,} random steps of both agree within {max(compared.difference, 1e-9):.1g}.",
        )
