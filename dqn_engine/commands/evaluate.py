"""`dqn-engine evaluate`: greedy episodes on the real Gymnasium environment. TensorFlow is for images only."""

import argparse

from dqn_engine.commands.arguments import statement
from dqn_engine.commands.output import print_json, say, tell
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.play.evaluation import evaluate
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.system.tensorflow_setup import set_up_tensorflow
from dqn_engine.system.text import counted, one_decimal, printable


def run(options: argparse.Namespace) -> int:
    """Prints mean, spread and extremes of the returns, and returns the exit code."""
    saved = read_policy(options.path, statement(options))
    if saved.from_beside:
        tell(saved.from_beside)
    if saved.spec.image_shape:
        set_up_tensorflow(gpu=False)
    policy = greedy_policy(saved.spec, saved.weights)
    frame_stack, masks = saved.config.knobs["frame_stack"], saved.config.knobs["action_mask"]
    result = evaluate(policy, saved.config.environment, options.episodes, options.seed, frame_stack, masks)
    if options.print_episodes:
        for number, score in enumerate(result.returns.tolist(), start=1):
            tell(f"episode {number:,}: score {score:g}")
    if options.json:
        print_json(
            {
                "env": result.env,
                "episodes": result.episodes,
                "mean": result.mean,
                "std": result.std,
                "min": result.minimum,
                "max": result.maximum,
                "cut_off": result.cut_off,
                "returns": result.returns.tolist(),
            }
        )
    else:
        say(
            f"{result.env}, {counted(result.episodes, 'greedy episode')} with {printable(str(saved.path))}:\n"
            f"mean {one_decimal(result.mean)}, standard deviation {one_decimal(result.std)}, "
            f"lowest {result.minimum:g}, highest {result.maximum:g}"
        )
        if result.cut_off:
            limit = environment_info(result.env).our_limit_steps
            say(
                f"{result.cut_off} of {counted(result.episodes, 'episode')} {'was' if result.cut_off == 1 else 'were'} "
                f"cut off after {limit:,} steps: the environment has no time limit of its own, so this program's "
                "applies. Register it with max_episode_steps to choose another."
            )
    return 0
