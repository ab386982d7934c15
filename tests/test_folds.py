"""A log is folded once for each tracker that a command has to do with."""

import pytest

from conftest import Run
from kurils_cli import history
from kurils_cli.history import _Folded
from kurils_cli.model import Tracker

RECORD = ("--file", "record:2016-2026")
UPDATE = ("update", "wind=piloted", "--source", "https://a", "--date", "2020-06-01")


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize("format", ["plain", "json", "table", "markdown", "html"])
@pytest.mark.parametrize(
    ("command", "most"),
    [
        (("status", *RECORD), 1),
        (("status", "--as-of", "2020-01-01", *RECORD), 2),
        (("timeline", *RECORD), 1),
        (("report", *RECORD), 1),
        (("report", "--since", "2020-01-01", "--as-of", "2021-01-01", *RECORD), 3),
        ((*UPDATE, "-n"), 3),
        (UPDATE, 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_command_folds_a_log_once_for_each_tracker_and_day(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], most: int, format: str
) -> None:
    fold, folded = history._fold, list[Tracker]()

    def counting(tracker: Tracker) -> _Folded:
        folded.append(tracker)
        return fold(tracker)

    monkeypatch.setattr(history, "_fold", counting)
    assert run(*command, "--format", format).code == 0
    assert 0 < len(folded) <= most
