"""The values of options and arguments: each is read, or refused with the next step."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from kurils_cli import things
from kurils_cli.check import ID, ID_FORM, LANGUAGE, LANGUAGE_FORM, valid_ids
from kurils_cli.cli import clock
from kurils_cli.cli.reading import by_whom
from kurils_cli.cli.source import Target
from kurils_cli.errors import UsageError
from kurils_cli.history import handles
from kurils_cli.model import (
    FIELDS,
    KIND_OF_STATE,
    STATES,
    Area,
    Entry,
    Issue,
    Party,
    Texts,
    Tracker,
)
from kurils_cli.words import listed, one_of, pasted

DAY_FORM = "a date is `today`, `yesterday` or year-month-day, such as 2019-12-19"
PERIOD_FORM = f"{DAY_FORM}; a month is 2019-12, a year 2019"
_DAYS_AGO = {"today": 0, "yesterday": 1}
_LONGER = re.compile(r"[0-9]{4}(-[0-9]{2})?")
"""A year or a month."""


def is_day(text: str) -> bool:
    """Tell whether a text is meant as a day: `2019-12-19`, `today` or `yesterday`."""
    word = text.strip()
    return word in _DAYS_AGO or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word) is not None


def day(text: str, option: str, which: Literal["first", "last"] | None = None) -> date:
    """Return the day that a text means; raises `UsageError` for any other form.

    `which` day of a month or a year, where the text may be one.
    """
    from calendar import monthrange

    word, form = text.strip(), PERIOD_FORM if which else DAY_FORM
    if word in _DAYS_AGO:
        return clock.today() - timedelta(days=_DAYS_AGO[word])
    if not is_day(word) and not (which and _LONGER.fullmatch(word)):
        ago = days_ago(text)
        hint = f"{option} {ago}" if ago else form
        raise UsageError(f"{option}: `{text}` is no date", hint=hint)
    try:
        first = date.fromisoformat(f"{word}-01-01"[:10])
    except ValueError:
        what = ("year", "month", "day")[word.count("-")]
        hint = DAY_FORM if what == "day" else form
        raise UsageError(f"{option}: there is no {what} `{word}`", hint=hint) from None
    if is_day(word) or which == "first":
        return first
    month = first.month if "-" in word else 12
    return date(first.year, month, monthrange(first.year, month)[1])


def days_ago(text: str) -> date | None:
    """Return the day of a number of days ago as other programs write it, such as `-7d`."""
    found = re.fullmatch(r"-?([0-9]{1,5}) ?d(?:ays?)?(?: ago)?", text.strip())
    return clock.today() - timedelta(days=int(found[1])) if found else None


def in_order(
    command: str,
    file: Target,
    since: date | None,
    *,
    until: date | None = None,
    as_of: date | None = None,
) -> None:
    """Raise `UsageError` if `--since` of a command is after `--until` or `--as-of`."""
    for option, last in (("--until", until), ("--as-of", as_of)):
        if since and last and since > last:
            raise UsageError(
                f"--since {since} is after {option} {last}",
                hint=file.hint(f"kurils {command} --since {last} {option} {since}"),
            )


def known_ids(tracker: Tracker, ids: list[str] | None) -> tuple[str, ...]:
    """Return the ids, none for None; raises `UsageError` for an unknown one."""
    for id in ids or ():
        if id not in tracker.ids:
            raise _not_an_id(id, tracker)
    return tuple(ids or ())


def _not_an_id(word: str, tracker: Tracker) -> UsageError:
    day_hint = f"kurils log {word}, or as of that day: kurils status --as-of {word[:10]}"
    period_hint = f"kurils log --since {word} --until {word}"
    for is_meant, what, hint in (
        (word in KIND_OF_STATE, "a state", f"kurils status --only {word}"),
        (is_entry(word), "a date", day_hint),
        (_LONGER.fullmatch(word), "a month or year", period_hint),
    ):
        if is_meant:
            return UsageError(f"`{word}` is {what}, not an id", hint=hint)
    hint = valid_ids(word, tracker.ids)
    return UsageError(f"no area or issue has the id `{word}`", hint=hint)


def known_parties(tracker: Tracker, ids: list[str] | None) -> tuple[str, ...]:
    """Return the ids of parties, each once; raises `UsageError` for an unknown one."""
    for id in ids or ():
        by_whom(tracker, id, none="the tracker has no party yet: kurils add party ID NAME")
    return tuple(dict.fromkeys(ids or ()))


def thing(tracker: Tracker, id: str, file: Target) -> things.Thing:
    """Return the area, issue or party of an id; raises `UsageError` if there is none."""
    known = things.by_id(tracker)
    if id in known:
        return known[id]
    if is_entry(id):
        hint = file.hint(f"kurils amend {pasted(id)}")
        raise UsageError(f"`{id}` is an entry, not an id", hint=hint)
    hint = one_of(id, known, "the ids are")
    raise UsageError(f"no area, issue or party has the id `{id}`", hint=hint)


def fits(kind: str, **given: list[str] | None) -> None:
    """Raise `UsageError` for an option that sets a field that this kind of thing lacks."""
    fields = {"area": FIELDS[Area], "issue": FIELDS[Issue], "party": FIELDS[Party]}
    for name, value in given.items():
        if value is not None and name not in fields[kind]:
            others = " and ".join(other for other, has in fields.items() if name in has)
            raise UsageError(f"--{name} goes with {others}, not with {kind}")


def areas(tracker: Tracker, ids: list[str] | None, *, or_else: str = "") -> tuple[str, ...] | None:
    """Return ids of areas, each once, and None for None; raises `UsageError` for any other.

    `or_else` says what the option takes besides.
    """
    known = [area.id for area in tracker.areas]
    for id in ids or ():
        if id not in known:
            hint = f"{one_of(id, known, 'the areas are')}{or_else}"
            raise UsageError(f"--blocks: `{id}` is no area", hint=hint)
    return None if ids is None else tuple(dict.fromkeys(ids))


def blocks(tracker: Tracker, ids: list[str]) -> tuple[str, ...] | None:
    """Return the areas that an issue blocks: None for `all`; raises `UsageError`."""
    words = {"all": None, "none": ()}
    if len(ids) == 1 and ids[0] in words:
        return words[ids[0]]
    return areas(tracker, ids, or_else="; or one word alone: `all` or `none`")


def tags(given: list[str] | None) -> list[str] | None:
    """Return the tags of languages as given; raises `UsageError` for one that is none."""
    for tag in given or ():
        if tag.strip() and not LANGUAGE.fullmatch(tag):
            raise UsageError(f"--lang: `{tag}` is no tag of a language", hint=LANGUAGE_FORM)
    return given


def texts(of: Mapping[str, str]) -> Texts:
    """Return the texts of the parties that have one, as the model holds them."""
    return tuple(sorted((party, text) for party, text in of.items() if text))


def accounts(tracker: Tracker, pairs: list[str] | None, option: str = "--says") -> dict[str, str]:
    """Return the text of each party from `PARTY=TEXT` pairs, `""` for none; raises `UsageError`."""
    found: dict[str, str] = {}
    for pair in pairs or ():
        id, equals, account = pair.partition("=")
        if not equals:
            raise UsageError(
                f"{option}: `{pair}` is no party and its text, with `=` between",
                hint=f"{option} 'jp=The tour is a success.'",
            )
        known_parties(tracker, [id])
        if id in found:
            raise UsageError(f"{option}: `{id}` is given twice")
        found[id] = text(account, option) if account.strip() else ""
    return found


def is_entry(text: str) -> bool:
    """Tell whether a text is meant as an entry: `DATE` or `DATE#N`."""
    return is_day(text.partition("#")[0])


def entry_at(
    log: Sequence[Entry], given: str, command: str, file: Target, *, what: str = "entry"
) -> int:
    """Return which entry of a log `DATE` or `DATE#N` means; raises `UsageError`."""
    return entries_at(log, given, command, file, most=1, what=what)[0]


def entries_at(
    log: Sequence[Entry],
    given: str,
    command: str,
    file: Target,
    most: int | None = None,
    whose: str = "",
    what: str = "entry",
) -> list[int]:
    """Return which entries of a log `DATE` or `DATE#N` means; raises `UsageError` for none.

    `whose` begins the message of an error: it says which part of the log was searched,
    and `what` how one of what is searched is called.
    """
    word, mark, number = given.partition("#")
    on = day(word, f"kurils {command}")
    found = [place for place, entry in enumerate(log) if entry.date == on]
    meant = found
    if not found:
        wrong = f"{whose}there is no {what} of {on}"
        meant = sorted(range(len(log)), key=lambda place: abs(log[place].date - on))[:3]
    elif mark and number not in map(str, range(1, len(found) + 1)):
        wrong = f"{whose}there is no {what} `{given}`"
    elif mark:
        return [found[int(number) - 1]]
    elif most and len(found) > most:
        wrong = f"{len(found)} {'entries' if what == 'entry' else 'looks for news'} are of {on}"
    else:
        return found
    names = handles(log)
    raise UsageError(
        wrong,
        details=[f"{names[place]}  {log[place].title or ''}".rstrip() for place in sorted(meant)],
        hint=file.hint(f"kurils {command} {names[meant[0]]}") if meant else None,
    )


def known_state(tracker: Tracker, id: str, state: str) -> str:
    """Return the state; raises `UsageError` unless it is one that the id can have."""
    states = _states_of(tracker, id)
    if state not in states:
        kind = KIND_OF_STATE[states[0]]
        hint = one_of(state, states, f"an {kind} is one of")
        raise UsageError(f"`{id}` is an {kind}, which can't be `{state}`", hint=hint)
    return state


def _states_of(tracker: Tracker, id: str) -> tuple[str, str]:
    known_ids(tracker, [id])
    return STATES[next(each.kind for each in tracker.things if each.id == id)]


def changes(
    tracker: Tracker,
    pairs: list[str] | None,
    raised: tuple[Issue, ...],
    file: Target,
    command: str = "update",
) -> tuple[tuple[str, str], ...]:
    """Return ids and states from `ID=STATE` pairs; raises `UsageError`.

    Issues that the same entry raises count as open.
    """
    found: dict[str, str] = {}
    new = [issue.id for issue in raised]
    for pair in pairs or ():
        id, _, state = pair.partition("=")
        if not state:
            raise _not_a_pair(tracker, pair, pairs or [], file, command)
        if id in new:
            raise UsageError(
                f"`{id}` is raised by this entry, which opens it: no state goes with it"
            )
        if id in found:
            raise UsageError(
                f"`{id}` is given a state twice: `{found[id]}` and `{state}`",
                hint=file.hint(f"kurils {command} {id}={state}"),
            )
        found[id] = known_state(tracker, id, state)
    return tuple(found.items())


def _not_a_pair(
    tracker: Tracker, word: str, words: list[str], file: Target, command: str
) -> UsageError:
    if word in KIND_OF_STATE:
        wrong, id, state = f"`{word}` is only half", next(iter(tracker.ids), "ID"), word
    else:
        id, _, rest = word.replace(":", "=").partition("=")
        states = _states_of(tracker, id)
        following = words[words.index(word) + 1 :][:1]
        wrong = f"`{id}` has no state"
        state = next((each for each in (rest, *following) if each in states), states[1])
    return UsageError(
        f"{wrong}: an id and its state are one word, with `=` between",
        hint=file.hint(f"kurils {command} {id}={state}"),
    )


def new_id(tracker: Tracker, id: str, option: str) -> str:
    """Return an id that is none yet; raises `UsageError`."""
    if not ID.fullmatch(id):
        raise UsageError(f"{option}: `{id}` is no id", hint=f"an id is {ID_FORM}")
    if there := things.by_id(tracker).get(id):
        raise UsageError(f"{option}: `{id}` is there already: the {there.kind} `{there.name}`")
    return id


def new_issues(
    tracker: Tracker, pairs: list[str] | None, blocked: list[str] | None = None
) -> tuple[Issue, ...]:
    """Return the new, open issues of `ID=TITLE` pairs; raises `UsageError`.

    `blocked` are the areas that they block: `ISSUE=ID`, or `ID` where there is one issue.
    """
    issues: dict[str, Issue] = {}
    for pair in pairs or ():
        id, _, title = pair.partition("=")
        if not title.strip():
            raise UsageError(
                f"--raise: `{pair}` has no title",
                hint="kurils update --raise 'insurance=Insurance of those involved'",
            )
        if id in issues:
            raise UsageError(f"--raise: `{id}` is given twice")
        issues[new_id(tracker, id, "--raise")] = Issue(id, text(title, "--raise"), "open")
    found: dict[str, list[str]] = {}
    for given in blocked or ():
        id, _, area = given.rpartition("=")
        if id not in issues and (id or len(issues) != 1):
            raise _not_blocking([*issues], id, pasted(area))
        found.setdefault(id or next(iter(issues)), []).append(area)
    return tuple(
        issue._replace(blocks=areas(tracker, found.get(id))) for id, issue in issues.items()
    )


def _not_blocking(issues: Sequence[str], issue: str, area: str) -> UsageError:
    if not issues:
        return UsageError(
            "--blocks says what a new issue blocks, and no --raise names one",
            hint=f"for an issue that is there: kurils set {issue or 'ID'} --blocks {area}",
        )
    return UsageError(
        f"--blocks: `{issue}` is not raised here" if issue else "--blocks: by which new issue?",
        hint=" or ".join(f"--blocks {id}={area}" for id in issues),
    )


def replacing(old: str | None, given: list[str] | None, option: str) -> str | None:
    """Return the text that an option sets in place of another; an empty one takes it away."""
    if not given:
        return old
    return one_text(given, option) if any(each.strip() for each in given) else None


def one_text(given: list[str] | None, option: str) -> str | None:
    """Return the text of an option that may be given once; raises `UsageError`."""
    if given and len(given) > 1:
        raise UsageError(f"{option} is given twice: {listed(given)}")
    return text(given[0], option) if given else None


def adding(
    old: Iterable[str], added: Iterable[str] | None, dropped: Iterable[str] | None, option: str
) -> tuple[str, ...]:
    """Return values without those dropped, and with those added, each once.

    Raises `UsageError` if one to drop is not there; `option` is the one that drops.
    """
    values = dict.fromkeys(old)
    for value in dropped or ():
        if value not in values:
            hint = one_of(value, values, "it has")
            raise UsageError(f"{option}: the entry has no `{value}`", hint=hint)
        del values[value]
    return tuple(values | dict.fromkeys(added or ()))


def sources(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return addresses, each once; raises `UsageError` for two in one text, or for a sentence."""
    found = [text(source, "--source").strip() for source in given or ()]
    for source in found:
        if len(source.split()) > 1 and "://" not in source:
            hint = f"--note {pasted(source)}"
            raise UsageError(f"--source: `{source}` is no address", hint=hint)
        if len(source.split()) > 1:
            each = " ".join(f"--source {pasted(word)}" for word in source.split())
            raise UsageError(f"--source: `{source}` is more than one address", hint=each)
    return tuple(dict.fromkeys(found))


def count(option: str, of: str, example: str) -> Callable[[str], int]:
    """Return a parser of whole numbers from 0 up; it raises `UsageError` for anything else."""

    def read(given: str) -> int:
        if not given.isdecimal():
            raise UsageError(f"{option}: `{given}` is no whole number {of}", hint=example)
        return int(given[:9])

    return read


def text(value: str, option: str) -> str:
    """Return an option's text; raises `UsageError` if it is blank or not UTF-8."""
    if not value.strip():
        raise UsageError(f"{option} is empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(f"{option} is not UTF-8 text") from None
    return value
