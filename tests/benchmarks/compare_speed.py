"""Environment steps per second of this engine and of others' plain DQN on CartPole-v1, in turn, in one run.

    uv run python tests/benchmarks/compare_speed.py --others-python PATH [--purejaxrl DQN_PY] [--cleanrl DQN_JAX_PY]

PATH is the Python of an environment that holds the others (they are no dependencies of this program):

    python -m venv others
    others/bin/pip install stable-baselines3 jax flax optax "gymnax<0.1" flashbax six tyro tensorboard

DQN_PY is `purejaxrl/dqn.py` of a clone of github.com/luchris429/purejaxrl, DQN_JAX_PY `cleanrl/dqn_jax.py` of one of
github.com/vwxyzjn/cleanrl (its buffer is taken from Stable-Baselines3, from which it was copied); what isn't given is
left out.

Ours has Double, Dueling and prioritized replay on, theirs hasn't; many seeds are also trained by plain DQN, as theirs.
One update per environment step, except with eight environments, where both make one per eight. Only steps with an
update are timed, compilation is not; but for many seeds, `study` is timed as a whole, start and compilation included.
"External steps" steps Gymnasium's CartPole in Python, as Stable-Baselines3 and CleanRL do. Absolute figures depend on
the machine and on what else it does; the ratio of the medians is the result.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time

SB3 = """
import json, sys, time
import gymnasium
from stable_baselines3 import DQN
from stable_baselines3.common.callbacks import BaseCallback

class Clock(BaseCallback):
    begun = None
    def _on_step(self):
        if self.num_timesteps == 500:
            self.begun = time.perf_counter()
        return True

width, batch, steps, clock = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Clock()
model = DQN("MlpPolicy", gymnasium.make("CartPole-v1"), learning_rate=1e-3, buffer_size=10_000, learning_starts=100,
            batch_size=batch, train_freq=1, gradient_steps=1, target_update_interval=250, seed=0, device="cpu",
            policy_kwargs={"net_arch": [width, width]})
model.learn(steps + 500, callback=clock)
print(json.dumps({"steps_per_second": steps / (time.perf_counter() - clock.begun)}))
"""

# Its networks have 120 and 84 units and its logging needs an account; both are changed as it is read, nothing else is.
PUREJAXRL = """
import json, pathlib, sys, time, types
import jax
sys.modules["wandb"] = types.ModuleType("wandb")
jax.tree_map = jax.tree.map
width, batch, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
path, environments, seeds = sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
source = pathlib.Path(path).read_text()
source = source.replace("nn.Dense(120)", f"nn.Dense({width})").replace("nn.Dense(84)", f"nn.Dense({width})")
module = {"__name__": "purejaxrl_dqn"}
exec(compile(source, "dqn.py", "exec"), module)
config = {
    "NUM_ENVS": environments, "BUFFER_SIZE": 10_000, "BUFFER_BATCH_SIZE": batch, "TOTAL_TIMESTEPS": steps,
    "EPSILON_START": 1.0, "EPSILON_FINISH": 0.05, "EPSILON_ANNEAL_TIME": 4_000, "TARGET_UPDATE_INTERVAL": 248,
    "LR": 1e-3, "LEARNING_STARTS": 100, "TRAINING_INTERVAL": environments, "LR_LINEAR_DECAY": False, "GAMMA": 0.99,
    "TAU": 1.0, "ENV_NAME": "CartPole-v1", "SEED": 0, "NUM_SEEDS": seeds, "WANDB_MODE": "disabled",
}
train, key = module["make_train"](config), jax.random.PRNGKey(0)
if seeds > 1:
    train, key = jax.vmap(train), jax.random.split(key, seeds)
train = jax.jit(train).lower(key).compile()
begun = time.perf_counter()
done = jax.block_until_ready(train(key))
seconds = time.perf_counter() - begun
assert int(done["metrics"]["updates"].max()) > 0.9 * steps / environments
print(json.dumps({"steps_per_second": steps * seeds / seconds}))
"""

# Timed from its 500th step on by counting the random numbers it takes, one a step.
CLEANRL = """
import json, pathlib, random, sys, time, types
import stable_baselines3.common.buffers as buffers
sys.modules["cleanrl_utils"] = types.ModuleType("cleanrl_utils")
sys.modules["cleanrl_utils.buffers"] = buffers
width, batch, steps, path = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
source = pathlib.Path(path).read_text()
source = source.replace("nn.Dense(120)", f"nn.Dense({width})").replace("nn.Dense(84)", f"nn.Dense({width})")
sys.argv = ["dqn_jax.py", "--total-timesteps", str(steps + 500), "--batch-size", batch, "--learning-starts", "100",
            "--train-frequency", "1", "--learning-rate", "0.001", "--target-network-frequency", "250"]
taken, own, begun = 0, random.random, 0.0

def counted():
    global taken, begun
    taken += 1
    if taken == 500:
        begun = time.perf_counter()
    return own()

random.random = counted
exec(compile(source, "dqn_jax.py", "exec"), {"__name__": "__main__", "__file__": "dqn_jax.py"})
print(json.dumps({"steps_per_second": steps / (time.perf_counter() - begun)}))
"""


def steps_per_second(command: list[str], folder: str) -> float:
    """Runs a command whose last line on stdout is a JSON object with `steps_per_second`."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder or None)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])["steps_per_second"]


def ours(width: int, batch: int, steps: int, *changes: str) -> list[str]:
    """`bench` with Double, Dueling and prioritized replay."""
    command = [sys.executable, "-m", "dqn_engine", "bench", "--json", "--steps", str(steps)]
    command += ["--hidden", f"{width},{width}", "--batch", str(batch)]
    switches = ["double=true", "dueling=true", "prioritized=true", "n_step=1", *changes]
    return [*command, *(part for switch in switches for part in ("--set", switch))]


PLAIN = ("double=false", "dueling=false", "prioritized=false")
"""What makes ours the others' algorithm."""


def study_of(seeds: int, steps: int, *changes: str) -> float:
    """Steps per second of `study` over so many seeds on all cores, start, compilation and the last evaluations too."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "dqn_engine", "study", "--seeds", f"0-{seeds - 1}", "--steps", str(steps)]
        command += ["--every", str(steps), "--episodes", "1", "--out", folder, "--json"]
        changes = ("hidden_sizes=64,64", "batch_size=32", "n_step=1", "capacity=10000", "trial_episodes=0", *changes)
        command += [part for change in changes for part in ("--set", change)]
        begun = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"study failed:\n{done.stderr[-2000:]}")
    return seeds * steps / seconds


def main() -> None:
    """Measures in turn and prints medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others-python", default=sys.executable)
    parser.add_argument("--purejaxrl", default="", metavar="DQN_PY")
    parser.add_argument("--cleanrl", default="", metavar="DQN_JAX_PY")
    parser.add_argument("--width", type=int, default=64, help="of each of the two hidden layers")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--slow-steps", type=int, default=3_000, help="of those that step in Python")
    parser.add_argument("--seeds", type=int, default=0, help="many seeds at once as well, such as 64")
    parser.add_argument("--seed-steps", type=int, default=50_000, help="of each of the many seeds")
    options = parser.parse_args()
    size = [str(options.width), str(options.batch)]
    our = (options.width, options.batch)
    fast, slow = str(options.steps), str(options.slow_steps)
    variants = {
        "this engine, capacity 10,000": ours(*our, options.steps, "capacity=10000"),
        "this engine, capacity 1,048,576": ours(*our, options.steps, "capacity=1048576"),
        "this engine, 8 environments": ours(
            *our, 8 * options.steps, "capacity=10000", "num_envs=8", "train_interval=8"
        ),
        "this engine, 8, external steps": ours(
            *our, 2 * options.steps, "capacity=10000", "num_envs=8", "train_interval=8", "stepping=gymnasium"
        ),
        "this engine, external steps": ours(*our, 8_000, "stepping=gymnasium"),
        "stable-baselines3": [options.others_python, "-c", SB3, *size, slow],
    }
    if options.purejaxrl:
        command = [options.others_python, "-c", PUREJAXRL, *size]
        variants["purejaxrl"] = [*command, fast, options.purejaxrl, "1", "1"]
        variants["purejaxrl, 8 environments"] = [*command, str(8 * options.steps), options.purejaxrl, "8", "1"]
        if options.seeds:
            steps, seeds = str(options.seed_steps), str(options.seeds)
            variants["purejaxrl, many seeds"] = [*command, steps, options.purejaxrl, "1", seeds]
    if options.cleanrl:
        variants["cleanrl, JAX"] = [options.others_python, "-c", CLEANRL, *size, slow, options.cleanrl]
    measured: dict[str, list[float]] = {name: [] for name in variants}
    studies = {"this engine, many seeds": (), "this engine, many seeds, plain": PLAIN} if options.seeds else {}
    measured.update((name, []) for name in studies)
    with tempfile.TemporaryDirectory() as folder:  # CleanRL writes into the current one.
        for _ in range(options.rounds):
            for name, values in measured.items():
                command = variants.get(name)
                if command is None:
                    values.append(study_of(options.seeds, options.seed_steps, *studies[name]))
                else:
                    values.append(steps_per_second(command, folder if "cleanrl" in name else ""))
                print(f"{name:34s} {values[-1]:10,.0f} steps/s", flush=True)
    medians = {name: statistics.median(values) for name, values in measured.items()}
    others = [name for name in ("stable-baselines3", "purejaxrl") if name in medians]
    print("\nmedians")
    for name, median in medians.items():
        beside = "".join(f"   {median / medians[other]:6.2f} × {other}" for other in others)
        print(f"{name:34s} {median:10,.0f} steps/s{beside}")


if __name__ == "__main__":
    main()
