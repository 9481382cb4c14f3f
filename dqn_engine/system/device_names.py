"""The devices a run can ask for, by name. Nothing heavy is imported to check one."""

from dqn_engine.system.errors import InputError

GPU = "gpu:0"
DEVICES = ("auto", "cpu", GPU)


def check_device(device: str) -> None:
    """Refuses a device of another name than those in `DEVICES`.

    Raises:
        InputError: There is none of that name.
    """
    if device not in DEVICES:
        raise InputError(
            "There is no device {device!r}; the devices are: {devices}.",
            device=str(device)[:60],
            devices=", ".join(DEVICES),
        )
