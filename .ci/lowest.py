"""Print the requirements of pyproject.toml, each pinned to the lowest version it admits."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    print(re.sub(r">=([0-9.]+).*", r"==\1", requirement))
