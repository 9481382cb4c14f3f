"""A Ray cluster of several nodes on this machine, whose workers train nothing.

`python -m tests.support.fake_ray cluster` starts one without processors and two nodes of one each, prints its address,
and then kills a node for each line `kill` that it reads, and adds one for each `add`.
`python -m tests.support.fake_ray drive FOLDER ARGUMENTS` is `dqn-engine` whose workers there are fake.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from dqn_engine.study.plan import StudyEvent
from dqn_engine.study.ray_workers import Trainer
from dqn_engine.study.seed_runs import PackedRuns
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.workers import Message
from tests.support.fake_study import FakeEvaluator
from tests.support.fake_sweep_worker import MortalLearner

QUICKLY = {"health_check_initial_delay_ms": 0, "health_check_period_ms": 500, "health_check_failure_threshold": 3}
"""How Ray notices that a node is gone."""


class FakeTrainer(Trainer):
    """Without TensorFlow; `troubles` is a folder as of `fake_sweep_worker`."""

    troubles = Path("/nowhere")

    def prepared(self, begin: Message) -> Message:
        return {"name": "cpu", "reason": "asked for"}

    def opened(
        self,
        most_programs: int,
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        runs: PackedRuns | None,
    ) -> SeedTraining:
        return SeedTraining(
            observe,
            stopped,
            most_programs=most_programs,
            runs=runs,
            learner_for=lambda config: MortalLearner(config, self.troubles),
            evaluator_for=FakeEvaluator,
        )


def cluster() -> None:
    """Does what is asked for on standard input until that ends."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "_system_config": QUICKLY})
    nodes = [made.add_node(num_cpus=1) for _ in range(2)]
    made.wait_for_nodes()
    print(made.address, flush=True)
    for line in sys.stdin:
        if line.strip() == "kill":
            made.remove_node(nodes.pop(0), allow_graceful=False)
        else:
            nodes.append(made.add_node(num_cpus=1))
        print("done", flush=True)
    made.shutdown()


def drive(folder: str, arguments: list[str]) -> int:
    """`dqn-engine`, with fake workers whose troubles are in the folder."""
    from dqn_engine.commands import cli, places

    places.ray_options["trainer"] = type("FolderTrainer", (FakeTrainer,), {"troubles": Path(folder)})
    return cli.main(arguments)


if __name__ == "__main__":
    if sys.argv[1] == "cluster":
        cluster()
    else:
        sys.exit(drive(sys.argv[2], sys.argv[3:]))
