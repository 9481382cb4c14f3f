"""Answers the window's questions, and remembers which were asked."""

from dataclasses import dataclass, field


@dataclass
class FakeDialogs:
    """Stands in for `Dialogs`.

    Attributes:
        may_stop: The answer to whether training may be stopped.
        path: The file or folder chosen; empty for a cancelled dialog.
        asked: What was asked, in order.
        shown: The folders shown on the desktop.
        shows: Whether it shows any.
    """

    may_stop: bool = True
    path: str = ""
    asked: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    shows: bool = True

    def stop_training(self, *, saved: bool) -> bool:
        self.asked.append("stop" if saved else "stop and lose")
        return self.may_stop

    def show_folder(self, folder: str) -> bool:
        if self.shows:
            self.shown.append(folder)
        return self.shows

    def run_to_open(self, folder: str) -> str:
        self.asked.append("run")
        return self.path

    def module_to_add(self, folder: str) -> str:
        self.asked.append("module")
        return self.path

    def file_for_report(self, suggested: str, ending: str) -> str:
        self.asked.append(f"report {ending}")
        return self.path

    def file_to_open(self, folder: str) -> str:
        self.asked.append("open")
        return self.path

    def file_to_save(self, folder: str) -> str:
        self.asked.append("save")
        return self.path

    def file_for_plot(self, suggested: str, ending: str) -> str:
        self.asked.append(ending)
        return self.path

    def file_to_export(self, suggested: str, chosen: str) -> tuple[str, str]:
        self.asked.append(f"{chosen}: {suggested.rpartition('/')[2]}")
        return self.path, chosen
