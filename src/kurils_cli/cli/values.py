"""The values of options and arguments: each is read, or refused with the next step."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from kurils_cli import things
from kurils_cli.check import ID, ID_FORM, unknown_id
from kurils_cli.cli import clock
from kurils_cli.cli.source import Target
from kurils_cli.errors import UsageError
from kurils_cli.history import handles
from kurils_cli.model import KIND_OF_STATE, STATES, Entry, Issue, Texts, Tracker
from kurils_cli.words import did_you_mean, listed, pasted

DAY_FORM = "a date is `today`, `yesterday` or year-month-day, such as 2019-12-19"
PERIOD_FORM = f"{DAY_FORM}; a month is 2019-12, a year 2019"
_DAYS_AGO = {"today": 0, "yesterday": 1}


def is_day(text: str) -> bool:
    """Tell whether a text is meant as a day: `2019-12-19`, `today` or `yesterday`."""
    word = text.strip()
    return word in _DAYS_AGO or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word) is not None


def day(text: str, option: str) -> date:
    """Return the day that a text means; raises `UsageError` for any other form."""
    word = text.strip()
    if word in _DAYS_AGO:
        return clock.today() - timedelta(days=_DAYS_AGO[word])
    try:
        if is_day(word):
            return date.fromisoformat(word)
    except ValueError:
        raise _no_date(option, f"there is no day `{word}`", DAY_FORM) from None
    ago = days_ago(text)
    raise _no_date(option, f"`{text}` is no date", f"{option} {ago}" if ago else DAY_FORM)


def first_day(text: str, option: str) -> date:
    """Return the day, or the first one of a month or a year; raises `UsageError`."""
    return _period(text, option)[0]


def last_day(text: str, option: str) -> date:
    """Return the day, or the last one of a month or a year; raises `UsageError`."""
    return _period(text, option)[1]


def _period(text: str, option: str) -> tuple[date, date]:
    from calendar import monthrange

    word = text.strip()
    if is_day(word):
        return (on := day(word, option)), on
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2})?", word):
        ago = days_ago(text)
        raise _no_date(option, f"`{text}` is no date", f"{option} {ago}" if ago else PERIOD_FORM)
    year, _, month = word.partition("-")
    try:
        first = date(int(year), int(month or 1), 1)
        last_month = int(month or 12)
        return first, date(first.year, last_month, monthrange(first.year, last_month)[1])
    except ValueError:
        what = "month" if month else "year"
        raise _no_date(option, f"there is no {what} `{word}`", PERIOD_FORM) from None


def _no_date(option: str, reason: str, form: str) -> UsageError:
    return UsageError(f"{option}: {reason}", hint=form)


def days_ago(text: str) -> date | None:
    """Return the day of a number of days ago as other programs write it, such as `-7d`."""
    found = re.fullmatch(r"-?([0-9]{1,5}) ?d(?:ays?)?(?: ago)?", text.strip())
    return clock.today() - timedelta(days=int(found[1])) if found else None


def in_order(command: str, since: date | None, until: date | None) -> None:
    """Raise `UsageError` if `--since` of a command is after `--until`."""
    if since and until and since > until:
        raise UsageError(
            f"--since {since} is after --until {until}",
            hint=f"kurils {command} --since {until} --until {since}",
        )


def known_ids(tracker: Tracker, ids: list[str] | None) -> tuple[str, ...]:
    """Return the ids, none for None; raises `UsageError` for an unknown one."""
    for id in ids or ():
        if id not in tracker.ids and id in KIND_OF_STATE:
            raise UsageError(f"`{id}` is a state, not an id", hint=f"kurils status --only {id}")
        if id not in tracker.ids and is_entry(id):
            raise UsageError(
                f"`{id}` is a date, not an id",
                hint=f"kurils log {id}, or as of that day: kurils status --as-of {id[:10]}",
            )
        if id not in tracker.ids and re.fullmatch(r"\d{4}(-\d\d)?", id):
            raise UsageError(
                f"`{id}` is a month or year, not an id",
                hint=f"kurils log --since {id} --until {id}",
            )
        if id not in tracker.ids:
            message, hint = unknown_id(id, tracker.ids)
            raise UsageError(message, hint=hint)
    return tuple(ids or ())


def known_parties(tracker: Tracker, ids: list[str] | None) -> tuple[str, ...]:
    """Return the ids of parties, each once; raises `UsageError` for an unknown one."""
    known = [party.id for party in tracker.parties]
    for id in ids or ():
        if id not in known:
            raise UsageError(
                f"no party has the id `{id}`",
                hint=f"{did_you_mean(id, known)}the parties are {listed(known)}"
                if known
                else "the tracker has no party yet: kurils add party ID NAME",
            )
    return tuple(dict.fromkeys(ids or ()))


def thing(tracker: Tracker, id: str, file: Target) -> things.Thing:
    """Return the area, issue or party of an id; raises `UsageError` if there is none."""
    known = things.by_id(tracker)
    if id in known:
        return known[id]
    if is_entry(id):
        raise UsageError(
            f"`{id}` is an entry, not an id", hint=file.hint(f"kurils amend {pasted(id)}")
        )
    raise UsageError(
        f"no area, issue or party has the id `{id}`",
        hint=f"{did_you_mean(id, known)}the ids are {listed(known) or 'none'}",
    )


_OPTIONS_OF: dict[str, tuple[str, ...]] = {
    "area": ("note", "called"),
    "issue": ("note", "called", "blocks"),
    "party": ("lang",),
}
"""The options that only some of areas, issues and parties have."""


def fits(kind: str, **given: list[str] | None) -> None:
    """Raise `UsageError` for an option that this kind of thing does not have."""
    for name, value in given.items():
        if value is not None and name not in _OPTIONS_OF[kind]:
            others = " and ".join(k for k, names in _OPTIONS_OF.items() if name in names)
            raise UsageError(f"--{name} goes with {others}, not with {kind}")


def areas(tracker: Tracker, ids: list[str] | None) -> tuple[str, ...] | None:
    """Return ids of areas, each once, and None for None; raises `UsageError` for any other."""
    known = [area.id for area in tracker.areas]
    for id in ids or ():
        if id not in known:
            raise UsageError(
                f"--blocks: `{id}` is no area",
                hint=f"{did_you_mean(id, known)}the areas are {listed(known) or 'none'}",
            )
    return None if ids is None else tuple(dict.fromkeys(ids))


def blocks(tracker: Tracker, ids: list[str]) -> tuple[str, ...] | None:
    """Return the areas that an issue blocks: None for `all`; raises `UsageError`."""
    words = {"all": None, "none": ()}
    return words[ids[0]] if len(ids) == 1 and ids[0] in words else areas(tracker, ids)


def texts(of: Mapping[str, str]) -> Texts:
    """Return a text of each party that has one, as the model holds them."""
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


def entry_at(log: Sequence[Entry], given: str, command: str, file: Target) -> int:
    """Return which entry of a log `DATE` or `DATE#N` means; raises `UsageError`."""
    found = entries_at(log, given, command, file)
    if len(found) > 1:
        on = log[found[0]].date
        raise _no_entry(f"{len(found)} entries are of {on}", log, found, command, file)
    return found[0]


def entries_at(log: Sequence[Entry], given: str, command: str, file: Target) -> list[int]:
    """Return which entries of a log `DATE` or `DATE#N` means; raises `UsageError` for none."""
    word, mark, number = given.partition("#")
    on = day(word, f"kurils {command}")
    found = [place for place, entry in enumerate(log) if entry.date == on]
    if not found:
        by_distance = sorted(range(len(log)), key=lambda place: abs(log[place].date - on))
        raise _no_entry(f"there is no entry of {on}", log, by_distance[:3], command, file)
    if mark and (not number.isdecimal() or not 0 < int(number[:9]) <= len(found)):
        raise _no_entry(f"there is no entry `{given}`", log, found, command, file)
    return [found[int(number) - 1]] if mark else found


def _no_entry(
    message: str, log: Sequence[Entry], meant: Sequence[int], command: str, file: Target
) -> UsageError:
    """Return the error for an entry that is not there, with those that could be meant."""
    names = handles(log)
    return UsageError(
        message,
        details=[f"{names[place]}  {log[place].title or ''}".rstrip() for place in sorted(meant)],
        hint=file.hint(f"kurils {command} {names[meant[0]]}") if meant else None,
    )


def known_state(tracker: Tracker, id: str, state: str) -> str:
    """Return the state; raises `UsageError` unless it is one that the id can have."""
    known_ids(tracker, [id])
    kind = next(thing.kind for thing in tracker.things if thing.id == id)
    if state not in STATES[kind]:
        close = did_you_mean(state, STATES[kind])
        raise UsageError(
            f"`{id}` is an {kind}, which can't be `{state}`",
            hint=f"{close}an {kind} is one of {listed(STATES[kind])}",
        )
    return state


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
    """Return the error for a word that lacks its state or its id; it shows a whole pair."""
    if word in KIND_OF_STATE:
        return UsageError(
            f"`{word}` is only half: an id and its state are one word, with `=` between",
            hint=file.hint(f"kurils {command} {tracker.ids[0] if tracker.ids else 'ID'}={word}"),
        )
    id, _, rest = word.replace(":", "=").partition("=")
    known_ids(tracker, [id])
    kind = next(thing.kind for thing in tracker.things if thing.id == id)
    following = words[words.index(word) + 1 :][:1]
    state = next((s for s in (rest, *following) if s in STATES[kind]), STATES[kind][1])
    return UsageError(
        f"`{id}` has no state: an id and its state are one word, with `=` between",
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
        issue, _, area = given.rpartition("=")
        found.setdefault(_blocking(issues, issue, area), []).append(area)
    return tuple(
        issue._replace(blocks=areas(tracker, found.get(id))) for id, issue in issues.items()
    )


def _blocking(issues: Collection[str], issue: str, area: str) -> str:
    """Return the new issue that blocks an area: that of a name, or the only one."""
    if not issues:
        raise UsageError(
            "--blocks says what a new issue blocks, and no --raise names one",
            hint=f"for an issue that is there: kurils set {issue or 'ID'} --blocks {pasted(area)}",
        )
    if issue in issues:
        return issue
    if issue or len(issues) > 1:
        raise UsageError(
            f"--blocks: `{issue}` is not raised here" if issue else "--blocks: by which new issue?",
            hint=" or ".join(f"--blocks {id}={pasted(area)}" for id in issues),
        )
    return next(iter(issues))


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
            raise UsageError(
                f"{option}: the entry has no `{value}`",
                hint=f"{did_you_mean(value, values)}it has {listed(values) or 'none'}",
            )
        del values[value]
    return tuple(values | dict.fromkeys(added or ()))


def sources(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return addresses, each once; raises `UsageError` for two in one text."""
    found = [text(source, "--source").strip() for source in given or ()]
    for source in found:
        if len(source.split()) > 1:
            each = " ".join(f"--source {pasted(word)}" for word in source.split())
            raise UsageError(f"--source: `{source}` is more than one address", hint=each)
    return tuple(dict.fromkeys(found))


def count(given: str) -> int:
    """Return a count; raises `UsageError` unless it is a whole number from 0 up."""
    if not given.isdecimal():
        raise UsageError(
            f"--limit: `{given}` is no whole number from 0 up", hint="kurils log --limit 5"
        )
    return int(given[:9])


def days(given: str, option: str) -> int:
    """Return a count of days; raises `UsageError` unless it is a whole number from 0 up."""
    if not given.isdecimal():
        raise UsageError(
            f"{option}: `{given}` is no whole number of days", hint="kurils check --stale 90"
        )
    return int(given[:9])


def text(value: str, option: str) -> str:
    """Return an option's text; raises `UsageError` if it is blank or not UTF-8."""
    if not value.strip():
        raise UsageError(f"{option} is empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError(f"{option} is not UTF-8 text") from None
    return value
