"""Environment steps per second of this engine, of Stable-Baselines3's and of PureJaxRL's plain DQN, in one run.

    uv run python tests/benchmarks/compare_speed.py --others-python PATH [--purejaxrl DQN_PY] [--rounds 3]

PATH is the Python of an environment that holds the others (they are no dependencies of this program):

    python -m venv others && others/bin/pip install stable-baselines3 jax flax optax "gymnax<0.1" flashbax six

DQN_PY is `purejaxrl/dqn.py` of a clone of github.com/luchris429/purejaxrl; without it, PureJaxRL is left out.

All train CartPole-v1 with two hidden layers of 64, batch 32 and one update per environment step; ours with Double,
Dueling and prioritized replay on, theirs without. Only steps with an update are timed, compilation is not. "External
steps" steps Gymnasium's CartPole in Python, as Stable-Baselines3 does. Absolute figures depend on the machine and on
what else it does; the ratio of the medians is the result.
"""

import argparse
import json
import statistics
import subprocess
import sys

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

steps, clock = int(sys.argv[1]), Clock()
model = DQN("MlpPolicy", gymnasium.make("CartPole-v1"), learning_rate=1e-3, buffer_size=10_000, learning_starts=100,
            batch_size=32, train_freq=1, gradient_steps=1, target_update_interval=250, seed=0, device="cpu",
            policy_kwargs={"net_arch": [64, 64]})
model.learn(steps + 500, callback=clock)
print(json.dumps({"steps_per_second": steps / (time.perf_counter() - clock.begun)}))
"""

# Its networks have 120 and 84 units and its logging needs an account; both are changed as it is read, nothing else is.
PUREJAXRL = """
import json, pathlib, sys, time, types
import jax
sys.modules["wandb"] = types.ModuleType("wandb")
jax.tree_map = jax.tree.map
source = pathlib.Path(sys.argv[1]).read_text()
source = source.replace("nn.Dense(120)", "nn.Dense(64)").replace("nn.Dense(84)", "nn.Dense(64)")
module = {"__name__": "purejaxrl_dqn"}
exec(compile(source, "dqn.py", "exec"), module)
steps = int(sys.argv[2])
config = {
    "NUM_ENVS": 1, "BUFFER_SIZE": 10_000, "BUFFER_BATCH_SIZE": 32, "TOTAL_TIMESTEPS": steps, "EPSILON_START": 1.0,
    "EPSILON_FINISH": 0.05, "EPSILON_ANNEAL_TIME": 4_000, "TARGET_UPDATE_INTERVAL": 250, "LR": 1e-3,
    "LEARNING_STARTS": 100, "TRAINING_INTERVAL": 1, "LR_LINEAR_DECAY": False, "GAMMA": 0.99, "TAU": 1.0,
    "ENV_NAME": "CartPole-v1", "SEED": 0, "NUM_SEEDS": 1, "WANDB_MODE": "disabled",
}
train = jax.jit(module["make_train"](config)).lower(jax.random.PRNGKey(0)).compile()
begun = time.perf_counter()
done = jax.block_until_ready(train(jax.random.PRNGKey(0)))
seconds = time.perf_counter() - begun
assert int(done["metrics"]["updates"][-1]) > 0.95 * steps
print(json.dumps({"steps_per_second": steps / seconds}))
"""


def steps_per_second(command: list[str]) -> float:
    """Runs a command whose last line on stdout is a JSON object with `steps_per_second`."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])["steps_per_second"]


def main() -> None:
    """Measures in turn and prints medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others-python", default=sys.executable)
    parser.add_argument("--purejaxrl", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--sb3-steps", type=int, default=3_000)
    arguments = parser.parse_args()
    bench = [sys.executable, "-m", "dqn_engine", "bench", "--hidden", "64,64", "--batch", "32", "--json"]
    switches = ["double=true", "dueling=true", "prioritized=true", "n_step=1"]
    settings = [part for switch in switches for part in ("--set", switch)]
    variants = {
        "this engine, capacity 10,000": [*bench, *settings, "--capacity", "10000", "--steps", str(arguments.steps)],
        "this engine, capacity 1,048,576": [
            *bench,
            *settings,
            "--capacity",
            "1048576",
            "--steps",
            str(arguments.steps),
        ],
        "this engine, external steps": [*bench, *settings, "--set", "stepping=gymnasium", "--steps", "8000"],
        "stable-baselines3": [arguments.others_python, "-c", SB3, str(arguments.sb3_steps)],
    }
    if arguments.purejaxrl:
        command = [arguments.others_python, "-c", PUREJAXRL, arguments.purejaxrl, str(arguments.steps)]
        variants["purejaxrl"] = command
    measured: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(arguments.rounds):
        for name, command in variants.items():
            measured[name].append(steps_per_second(command))
            print(f"{name:34s} {measured[name][-1]:10,.0f} steps/s", flush=True)
    medians = {name: statistics.median(values) for name, values in measured.items()}
    base = medians["stable-baselines3"]
    print("\nmedians")
    for name, median in medians.items():
        beside = f"   {median / medians['purejaxrl']:5.2f} × purejaxrl" if "purejaxrl" in medians else ""
        print(f"{name:34s} {median:10,.0f} steps/s   {median / base:6.1f} × stable-baselines3{beside}")


if __name__ == "__main__":
    main()
