"""Print the requirements of pyproject.toml, each pinned to the lowest version it admits."""

import re
import tomllib
from pathlib import Path

pyproject = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
for requirement in (
    *pyproject["build-system"]["requires"],
    *pyproject["project"]["dependencies"],
    *pyproject["project"]["optional-dependencies"]["dev"],
):
    print(re.sub(r">=([0-9.]+).*", r"==\1", requirement))
