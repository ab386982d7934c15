"""The man page is made of the help, and `man` takes it."""

import subprocess
import sys

import pytest

from conftest import ROOT, require
from kurils_cli.cli.panels import COMMANDS

PAGE = ROOT / "docs" / "kurils.1"


def test_the_page_is_what_the_help_says_now() -> None:
    """If not, remake it: python .ci/man.py > docs/kurils.1"""
    made = subprocess.run(
        [sys.executable, ROOT / ".ci" / "man.py"], capture_output=True, text=True, check=True
    )
    assert PAGE.read_text(encoding="utf-8") == made.stdout


def test_man_shows_each_command_and_warns_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    require("man")
    monkeypatch.setenv("MANWIDTH", "80")
    shown = subprocess.run(
        ["man", "--warnings", "-l", PAGE], capture_output=True, text=True, check=True
    )
    assert shown.stderr == ""
    for name in COMMANDS:
        assert f"\n   kurils {name}" in shown.stdout
    assert "       141    the reader closed the pipe\n" in shown.stdout
