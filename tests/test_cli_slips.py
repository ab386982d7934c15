"""Slips: what was meant is said, with an example or a command to paste."""

import shlex
from pathlib import Path

import pytest

from conftest import Run

ARRAY = 'an array is written `["tourism", "wind"]`'
BACKSLASH = "in double quotes a backslash is written twice: `\\\\`"
DAY = "a date is written `2019-12-19`"
END = "Expected newline or end of document after a statement"
EQUALS = "Expected '=' after a key in a key/value pair"
VALUE = 'a value follows `=`, as in `title = "Talks"`'
QUOTE_IN = 'a `"` in a text is written `\\"`, and nothing follows a text'


# ---------------------------------------------------------------- on the command line


COMMANDS = {
    "foo": "kurils --help",
    "stauts": "did you mean `status`? kurils --help",
    "list": "kurils status",
    "ls wind": "kurils status wind",
    "show tourism": "kurils status tourism",
    "show 2020-02-01": "kurils log 2020-02-01",
    "history wind": "kurils log wind",
    "search 'special system'": "kurils log --grep 'special system'",
    "find law": "kurils log --grep law",
    "rm 2019-12-19": "kurils remove 2019-12-19",
    "delete 2019-12-19": "kurils remove 2019-12-19",
    "help": "kurils --help",
    "help status": "kurils status --help",
    "help me": "kurils --help",
}
"""What is typed in the place of a command, and the command that is meant."""
OPTIONS = [
    ("--verson", "--verson", "kurils --help"),
    ("--bogus status", "--bogus", "kurils --help"),
    ("--title T status", "--title", "kurils --help"),
    ("status --frmat=csv", "--frmat", "did you mean `--format`? kurils status --help"),
    ("status --xyz", "--xyz", "kurils status --help"),
    ("status --json", "--json", "kurils status --format json"),
    ("is --json", "--json", "kurils is --help"),
    ("update -m 'New talks' -n", "-m", "kurils update --title 'New talks' -n"),
    ("log -7d", "-7", "kurils log --since 2026-11-17"),
    ("log -7", "-7", "kurils log --limit 7"),
    ("status -7", "-7", "kurils status --help"),
]
ARGUMENTS = [
    ("report html", "html", "kurils report --format html"),
    ("init a csv", "csv", "kurils init --help"),
    ("report kurils.toml", "kurils.toml", "kurils report --file kurils.toml"),
    ("init a kurils.toml", "kurils.toml", "kurils init --help"),
    ("report wind waste", "wind waste", "kurils report --help"),
]
OTHERS = [
    ("is wind", "missing argument `STATE`", "kurils is --help"),
    ("status -f", "option `-f` requires an argument", "kurils status --help"),
    ("log -n x", "--limit: `x` is no whole number from 0 up", "kurils log --limit 5"),
    (
        "status --format pdf",
        "invalid value for `--format`: `pdf` is not one of `table`, `plain`, `csv`, `json`, "
        "`markdown`, `html`, `svg`, `xlsx`",
        "kurils status --help",
    ),
    (
        "add wind=piloted --title Talks",
        "`wind=piloted` is no area, issue or party to add",
        "kurils update wind=piloted --title Talks",
    ),
    ("log --since -7d", "--since: `-7d` is no date", "--since 2026-11-17"),
    ("status --as-of '2 days'", "--as-of: `2 days` is no date", "--as-of 2026-11-22"),
    (
        "log 2019-12",
        "`2019-12` is a month or year, not an id",
        "kurils log --since 2019-12 --until 2019-12",
    ),
    (
        "status 2020-02-01#2",
        "`2020-02-01#2` is a date, not an id",
        "kurils log 2020-02-01#2, or as of that day: kurils status --as-of 2020-02-01",
    ),
    *(
        (f"{command} piloted", "`piloted` is a state, not an id", "kurils status --only piloted")
        for command in ("status", "log")
    ),
    *(
        (
            f"diff {revision}",
            f"`{revision}` is no date, file, git revision, record or account",
            f"kurils diff git:{revision}",
        )
        for revision in ("HEAD", "HEAD~2", "627209b")
    ),
]


@pytest.mark.usefixtures("tracker_file", "clock")
@pytest.mark.parametrize(
    ("line", "told", "hint"),
    [
        *((line, f"no such command `{line.split()[0]}`", hint) for line, hint in COMMANDS.items()),
        *((line, f"no such option: {option}", hint) for line, option, hint in OPTIONS),
        *((line, f"too many arguments: `{words}`", hint) for line, words, hint in ARGUMENTS),
        *OTHERS,
    ],
)
def test_a_command_line_that_is_not_understood_names_the_next_step(
    run: Run, line: str, told: str, hint: str
) -> None:
    assert run(*shlex.split(line)) == (2, "", f"error: {told}\nhint: {hint}\n")


@pytest.mark.usefixtures("tracker_file")
@pytest.mark.parametrize(
    ("line", "option", "hint"),
    [
        ("--format json status wind", "--format", "kurils status wind --format json"),
        ("--as-of=2019-10-01 log", "--as-of", "kurils log --as-of=2019-10-01"),
        ("-f kurils.toml log -n 3", "-f", "kurils log -n 3 -f kurils.toml"),
        ("-n update wind=piloted", "-n", "kurils update wind=piloted -n"),
        ("-f kurils.toml", "-f", "kurils status -f kurils.toml"),
    ],
)
def test_an_option_before_its_command_is_put_where_it_belongs(
    run: Run, line: str, option: str, hint: str
) -> None:
    told = f"error: `{option}` goes after the command\nhint: {hint}\n"
    assert run(*shlex.split(line)) == (2, "", told)
    assert run(*shlex.split(hint)[1:]).code == 0


# ---------------------------------------------------------------- in the file


@pytest.mark.parametrize(
    ("written", "line", "told"),
    [
        ("status = piloted", 2, 'a text needs quotes, as in `status = "piloted"`'),
        ('note = Talks in Tokyo" # x', 2, 'as in `note = "Talks in Tokyo"`'),
        ("place = “Tokyo”", 2, 'Invalid value; quotes are straight, as in `title = "Talks"`'),
        ("piloted = [«wind»]", 2, "quotes are straight"),
        ('place = "Tokyo', 2, 'close the quote, as in `title = "Talks"`'),
        ('place = "Tokyo\n', 2, 'close the quote, as in `title = "Talks"`'),
        ('note = """Tokyo\nOsaka\n', 2, 'a text that starts with `"""` ends with it'),
        ("note = '''Tokyo\nOsaka\n", 2, "a text that starts with `'''` ends with it"),
        ("date = 19.12.2019", 2, f"{END}; {DAY}"),
        ("date = 2019-12-1", 2, f"{END}; {DAY}"),
        ("date = 2019/12/19", 2, f"{END}; {DAY}"),
        ("date = 2019-02-30", 2, "not TOML: there is no day `2019-02-30`"),
        ("piloted = [tourism]", 2, f"Invalid value; {ARRAY}"),
        ('piloted = ["tourism" "wind"]', 2, f"Unclosed array; {ARRAY}"),
        ('piloted = ["tourism"\nplace = 1', 3, f"Unclosed array; {ARRAY}"),
        ("[[log]]\ndate = 2019-12-19\n[log]", 4, "twice; an entry starts with `[[log]]`"),
        ("[a]\n[a]", 3, "twice; a table has one heading"),
        ("[[log]\n", 2, "; a heading is closed, as in `[areas.wind]` or `[[log]]`"),
        ('place: "Tokyo"', 2, f"{EQUALS}; {VALUE}"),
        ("place =", 2, f"Invalid value; {VALUE}"),
        ("place = # Tokyo", 2, f"Invalid value; {VALUE}"),
        ('note = "c:\\data"', 2, f"Unescaped '\\' in a string; {BACKSLASH}"),
        ('note = "c:\\Users"', 2, f"Invalid hex value; {BACKSLASH}"),
        ('note = "the "new" law"', 2, f"{END}; {QUOTE_IN}"),
        ("number = 1 2", 2, f"{END}; nothing follows a value on its line"),
        ('title = "again"', 2, "Cannot overwrite a value; a table has each key once"),
        ("= 3", 2, "not TOML: Invalid statement"),
    ],
)
def test_a_mistyped_file_is_told_what_is_expected_where(
    run: Run, folder: Path, written: str, line: int, told: str
) -> None:
    (folder / "kurils.toml").write_text(f'title = "T"\n{written}')
    code, out, err = run("status")
    assert (code, out) == (3, "")
    heading, finding = err.splitlines()
    assert heading == "error: `kurils.toml` is not a valid tracker"
    assert finding.startswith(f"kurils.toml:{line}: not TOML: ")
    assert told in finding
