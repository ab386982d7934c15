"""What a command shows: sections of columns and rows, and the same as JSON data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kurils_cli.check import doubts
from kurils_cli.model import Area, Entry, Interval, Issue, Tracker, by_date

if TYPE_CHECKING:
    from kurils_cli.diff import Change
    from kurils_cli.toml_format import Located


class Move(NamedTuple):
    """What an entry did to an id: from which state to which."""

    id: str
    old: str | None
    new: str


class EveryArea(NamedTuple):
    """The areas that an issue blocks which names none: all there are."""

    ids: tuple[str, ...]


Cell: TypeAlias = str | date | Move | EveryArea | tuple["str | Move", ...] | None
Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


class Column(NamedTuple):
    """One column: its key in csv, its heading for people, and what it holds."""

    key: str
    heading: str
    holds: Literal["text", "state", "date", "sign", "links", "note"] = "text"


class Section(NamedTuple):
    """Rows of one kind; `documents` are too much for a line each.

    `empty` is what to say where there are none: nothing, and the section is left out.
    """

    kind: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "none"
    documents: bool = False


class Lane(NamedTuple):
    """One area or issue over time."""

    kind: str
    id: str
    name: str
    intervals: tuple[Interval, ...]


class Timeline(NamedTuple):
    """Lanes from the first day to the last, and the days of the entries."""

    start: date
    end: date
    ticks: tuple[date, ...]
    lanes: tuple[Lane, ...]


class Report(NamedTuple):
    """All that a command shows. A section of kind `interval` is drawn as `timeline`."""

    name: str
    title: str
    sections: tuple[Section, ...]
    data: Mapping[str, Json]
    summary: str = ""
    as_of: date | None = None
    timeline: Timeline | None = None

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections that people see."""
        return tuple(section for section in self.sections if section.rows or section.empty)

    @property
    def json(self) -> Mapping[str, Json]:
        """The data, with the name and version of its form first."""
        return {"schema": f"kurils/{self.name}@1", **self.data}


# ---------------------------------------------------------------- status

_THING_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "state"),
    Column("since", "Since", "date"),
    Column("name", "Name"),
    Column("blocked_by", "Blocked by"),
    Column("blocks", "Blocks"),
    Column("note", "Note", "note"),
    Column("finding", "Finding"),
)


def status(
    tracker: Tracker,
    *,
    as_of: date | None = None,
    ids: Iterable[str] = (),
    only: Collection[str] = (),
) -> Report:
    """Report the areas and issues, some of them if `ids` or states are given."""
    chosen = set(ids)
    shown = [
        thing
        for thing in tracker.things
        if (not chosen or thing.id in chosen) and (not only or thing.status in only)
    ]
    areas = tuple(thing for thing in shown if isinstance(thing, Area))
    issues = tuple(thing for thing in shown if isinstance(thing, Issue))
    since, found = tracker.since(), doubts(tracker)
    return Report(
        name="status",
        title=tracker.title,
        as_of=as_of,
        sections=(
            Section("area", "Areas", _THING_COLUMNS, _area_rows(tracker, areas, since, found)),
            Section("issue", "Issues", _THING_COLUMNS, _issue_rows(tracker, issues, since, found)),
        ),
        summary=_count_in_words(tracker),
        data={
            **_heading(tracker, as_of),
            "areas": [_area_data(tracker, area, since, found) for area in areas],
            "issues": [_issue_data(tracker, issue, since, found) for issue in issues],
            "summary": _counts(tracker),
        },
    )


def _heading(tracker: Tracker, as_of: date | None) -> dict[str, Json]:
    return {"title": tracker.title, "as_of": _iso(as_of)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _area_rows(
    tracker: Tracker,
    areas: Iterable[Area],
    since: Mapping[str, date],
    found: Mapping[str, str],
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            area.id,
            area.status,
            since.get(area.id),
            area.name,
            tracker.blockers(area.id),
            None,
            area.note,
            found.get(area.id),
        )
        for area in areas
    )


def _issue_rows(
    tracker: Tracker,
    issues: Iterable[Issue],
    since: Mapping[str, date],
    found: Mapping[str, str],
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (
            issue.id,
            issue.status,
            since.get(issue.id),
            issue.title,
            None,
            EveryArea(tracker.blocked(issue)) if issue.blocks is None else issue.blocks,
            issue.note,
            found.get(issue.id),
        )
        for issue in issues
    )


def _area_data(
    tracker: Tracker, area: Area, since: Mapping[str, date], found: Mapping[str, str]
) -> Json:
    return {
        "id": area.id,
        "name": area.name,
        "status": area.status,
        "since": _iso(since.get(area.id)),
        "blocked_by": tracker.blockers(area.id),
        "note": area.note,
        "finding": found.get(area.id),
    }


def _issue_data(
    tracker: Tracker, issue: Issue, since: Mapping[str, date], found: Mapping[str, str]
) -> Json:
    return {
        "id": issue.id,
        "title": issue.title,
        "status": issue.status,
        "since": _iso(since.get(issue.id)),
        "blocks": tracker.blocked(issue),
        "note": issue.note,
        "finding": found.get(issue.id),
    }


def _counts(tracker: Tracker) -> dict[str, Json]:
    return {
        "areas": len(tracker.areas),
        "pending": _count(tracker, "pending"),
        "piloted": _count(tracker, "piloted"),
        "issues": len(tracker.issues),
        "open": _count(tracker, "open"),
        "resolved": _count(tracker, "resolved"),
    }


def _count(tracker: Tracker, state: str) -> int:
    return sum(thing.status == state for thing in tracker.things)


def _count_in_words(tracker: Tracker) -> str:
    areas, issues = len(tracker.areas), len(tracker.issues)
    return (
        f"{_count(tracker, 'piloted')} of {areas} {'area' if areas == 1 else 'areas'} piloted, "
        f"{_count(tracker, 'open')} of {issues} {'issue' if issues == 1 else 'issues'} open"
    )


# ---------------------------------------------------------------- log

_ENTRY_COLUMNS = (
    Column("date", "Date", "date"),
    Column("title", "Title"),
    Column("place", "Place"),
    Column("changes", "Changes", "state"),
    Column("about", "About"),
    Column("sources", "Sources", "links"),
    Column("note", "Note", "note"),
)


def log(
    tracker: Tracker,
    *,
    as_of: date | None = None,
    ids: Iterable[str] = (),
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
) -> Report:
    """Report entries, newest first: those that move one of `ids` or are about one."""
    chosen = tuple(ids)
    entries = [
        (entry, moves)
        for entry, moves in _moves(tracker)
        if (not chosen or entry.mentions(chosen))
        and (since is None or entry.date >= since)
        and (until is None or entry.date <= until)
    ]
    entries = entries[::-1][:limit]
    return Report(
        name="log",
        title=tracker.title,
        as_of=as_of,
        sections=(_entry_section(entries),),
        data={
            **_heading(tracker, as_of),
            "entries": [_entry_data(entry, moves) for entry, moves in entries],
        },
    )


def _moves(tracker: Tracker) -> list[tuple[Entry, tuple[Move, ...]]]:
    """Return the entries, oldest first, each with what it moved, and from where."""
    states: dict[str, str] = {area.id: "pending" for area in tracker.areas}
    moved = []
    for entry in by_date(tracker.log):
        states.update(entry.was)
        moves = tuple(Move(id, states.get(id), state) for id, state in entry.changes)
        states.update(entry.changes)
        moved.append((entry, moves))
    return moved


def _entry_section(
    entries: Iterable[tuple[Entry, tuple[Move, ...]]], title: str = "Log"
) -> Section:
    return Section(
        "entry",
        title,
        _ENTRY_COLUMNS,
        tuple(
            (e.date, e.title, e.place, moves, e.about, e.sources, e.note) for e, moves in entries
        ),
        empty="no entries",
        documents=True,
    )


def _entry_data(entry: Entry, moves: Iterable[Move]) -> dict[str, Json]:
    return {
        "date": _iso(entry.date),
        "title": entry.title,
        "place": entry.place,
        "changes": [{"id": m.id, "from": m.old, "to": m.new} for m in moves],
        "about": entry.about,
        "sources": entry.sources,
        "note": entry.note,
    }


# ---------------------------------------------------------------- diff, update, undo

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_CHANGE_COLUMNS = (
    Column("change", "", "sign"),
    Column("id", "Id"),
    Column("name", "Name"),
    Column("field", "Field"),
    Column("old", "Old", "state"),
    Column("new", "New", "state"),
    Column("entries", "Entries"),
)
_CHANGE_TITLES = {
    "tracker": "Tracker",
    "area": "Areas",
    "issue": "Issues",
    "entry": "Entries",
}


def diff(
    title: str,
    changes: Sequence[Change],
    *,
    old: str,
    new: str,
) -> Report:
    """Report what changed between two sides, which go by the names `old` and `new`."""
    return Report(
        name="diff",
        title=title,
        sections=_change_sections(changes),
        summary=_changes_in_words(changes, f"between {old} and {new}"),
        data={"title": title, "old": old, "new": new, "changes": _changes_data(changes)},
    )


def recorded(
    name: Literal["update", "undo"],
    title: str,
    changes: Sequence[Change],
    entry: Entry,
    *,
    dry_run: bool,
) -> Report:
    """Report what `update` or `undo` did, or would do, with an entry."""
    done = {"update": ("logged", "would log"), "undo": ("took back", "would take back")}
    verb = done[name][dry_run]
    return Report(
        name=name,
        title=title,
        sections=_change_sections(changes),
        summary=f"{verb} the entry of {entry.date}: {entry.title or 'no title'}",
        data={
            "title": title,
            "dry_run": dry_run,
            "entry": {
                "date": _iso(entry.date),
                "title": entry.title,
                "place": entry.place,
                "changes": [{"id": id, "to": state} for id, state in entry.changes],
                "about": entry.about,
                "sources": entry.sources,
                "note": entry.note,
            },
            "changes": _changes_data(changes),
        },
    )


def _change_sections(changes: Sequence[Change]) -> tuple[Section, ...]:
    return tuple(
        Section(
            kind,
            title,
            _CHANGE_COLUMNS,
            tuple(_change_row(change) for change in changes if change.kind == kind),
            empty="",
        )
        for kind, title in _CHANGE_TITLES.items()
    )


def _change_row(change: Change) -> tuple[Cell, ...]:
    is_blocks = change.field == "blocks" and change.how == "changed"
    return (
        _SIGNS[change.how],
        change.id,
        change.name,
        change.field,
        *(_blocks(value) if is_blocks else value for value in (change.old, change.new)),
        tuple(_named(entry) for entry in change.entries),
    )


def _blocks(ids: Cell) -> Cell:
    """Return what an issue blocks in words where no id says it."""
    return "every area" if ids is None else ids or "no area"


def _named(entry: Entry) -> str:
    return f"{entry.date} {entry.title}" if entry.title else f"{entry.date}"


def _changes_data(changes: Sequence[Change]) -> Json:
    return [
        {
            "change": change.how,
            "kind": change.kind,
            "id": change.id,
            "name": change.name,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "entries": [
                {"date": _iso(entry.date), "title": entry.title, "sources": entry.sources}
                for entry in change.entries
            ],
        }
        for change in changes
    ]


def _changes_in_words(changes: Sequence[Change], between: str) -> str:
    if not changes:
        return f"no difference {between}"
    return f"{len(changes)} {'difference' if len(changes) == 1 else 'differences'} {between}"


# ---------------------------------------------------------------- timeline

_INTERVAL_COLUMNS = (
    Column("id", "Id"),
    Column("status", "Status", "state"),
    Column("from", "From", "date"),
    Column("to", "To", "date"),
    Column("name", "Name"),
)


def timeline(tracker: Tracker, *, as_of: date | None = None) -> Report:
    """Report the states of each area and issue over time."""
    drawn = _timeline(tracker, as_of)
    sections = _interval_sections(drawn.lanes)
    return Report(
        name="timeline",
        title=tracker.title,
        as_of=as_of,
        sections=sections,
        timeline=drawn,
        data={
            **_heading(tracker, as_of),
            "start": _iso(drawn.start) if drawn.ticks else None,
            "end": _iso(drawn.end) if drawn.ticks else None,
            "intervals": _intervals_data(drawn.lanes),
        },
    )


def _timeline(tracker: Tracker, as_of: date | None) -> Timeline:
    intervals = tracker.intervals()
    days = sorted(entry.date for entry in tracker.log)
    start = days[0] if days else (as_of or date(1, 1, 1))
    end = max([*days[-1:], as_of or start, start])
    return Timeline(
        start,
        end,
        tuple(days),
        tuple(
            Lane(thing.kind, thing.id, thing.name, intervals[thing.id]) for thing in tracker.things
        ),
    )


def _interval_sections(lanes: Iterable[Lane]) -> tuple[Section, ...]:
    rows = tuple(
        (lane.id, interval.state, interval.start, interval.end, lane.name)
        for lane in lanes
        for interval in lane.intervals
    )
    return (Section("interval", "Timeline", _INTERVAL_COLUMNS, rows),)


def _intervals_data(lanes: Iterable[Lane]) -> Json:
    return [
        {
            "kind": lane.kind,
            "id": lane.id,
            "name": lane.name,
            "status": interval.state,
            "from": _iso(interval.start),
            "to": _iso(interval.end),
        }
        for lane in lanes
        for interval in lane.intervals
    ]


# ---------------------------------------------------------------- report

RECENT = 10
"""How many entries a report has, unless it is to have all."""

_SOURCE_COLUMNS = (Column("source", "Source", "links"), Column("dates", "Entries of", "date"))


def report(tracker: Tracker, *, as_of: date | None = None, full: bool = False) -> Report:
    """Report all there is in one document: words, status, timeline, log, sources.

    The sources are those of the entries shown and of those that set the marks.
    """
    marks = status(tracker, as_of=as_of)
    times = timeline(tracker, as_of=as_of)
    entries = _moves(tracker)[::-1]
    shown = entries if full else entries[:RECENT]
    all_shown = len(shown) == len(entries)
    title = "Log" if all_shown else f"Log: the {len(shown)} newest of {len(entries)} entries"
    since = tracker.since()
    sources = _sources(
        entry
        for place, (entry, moves) in enumerate(entries)
        if place < len(shown) or any(since.get(move.id) == entry.date for move in moves)
    )
    in_words = _in_words(tracker, as_of)
    return Report(
        name="report",
        title=tracker.title,
        as_of=as_of,
        summary=in_words,
        sections=(
            *marks.sections,
            *times.sections,
            _entry_section(shown, title),
            Section(
                "source",
                "Sources",
                _SOURCE_COLUMNS,
                tuple(((source,), dates) for source, dates in sources.items()),
            ),
        ),
        timeline=times.timeline,
        data={
            **_heading(tracker, as_of),
            "summary": in_words,
            "areas": marks.data["areas"],
            "issues": marks.data["issues"],
            "intervals": times.data["intervals"],
            "entries": [_entry_data(entry, moves) for entry, moves in shown],
            "sources": [{"source": s, "dates": dates} for s, dates in sources.items()],
        },
    )


def _sources(entries: Iterable[Entry]) -> dict[str, tuple[str, ...]]:
    dates: dict[str, list[str]] = {}
    for entry in entries:
        for source in entry.sources:
            dates.setdefault(source, []).append(f"{entry.date}")
    return {source: tuple(dict.fromkeys(days)) for source, days in dates.items()}


def _in_words(tracker: Tracker, as_of: date | None) -> str:
    """Summarise a tracker: counts, names by state, and the newest entry."""
    sentences = [
        f"{'As of ' + as_of.isoformat() + ', ' if as_of else ''}{_count_in_words(tracker)}."
    ]
    for state in ("piloted", "pending", "open", "resolved"):
        names = [thing.name for thing in tracker.things if thing.status == state]
        if names:
            sentences.append(f"{state.capitalize()}: {'; '.join(names)}.")
    if tracker.log:
        days = [entry.date for entry in tracker.log]
        entries = "1 entry" if len(days) == 1 else f"{len(days)} entries"
        newest = by_date(tracker.log)[-1]
        sentences.append(
            f"The log has {entries}, the newest of {newest.date}"
            f"{f': {newest.title}' if newest.title else ''}."
        )
    return " ".join(sentences)


# ---------------------------------------------------------------- check

_FINDING_COLUMNS = (
    Column("line", "Line"),
    Column("finding", "Finding"),
    Column("message", "Message"),
)


def check(label: str, findings: Sequence[Located]) -> Report:
    """Report the findings in the file that goes by the name `label`."""
    return Report(
        name="check",
        title=label,
        sections=(
            Section(
                "finding",
                "Findings",
                _FINDING_COLUMNS,
                tuple((f"{line}", f.kind, f.message) for line, f in findings),
                empty="no findings",
            ),
        ),
        data={
            "file": label,
            "findings": [
                {"line": line, "finding": f.kind, "message": f.message} for line, f in findings
            ],
        },
    )
