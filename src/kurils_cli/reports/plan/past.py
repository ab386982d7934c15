"""What a log says, for the plan: a stand-in until `history` has it as a value."""

from datetime import date
from functools import cached_property

from kurils_cli import history
from kurils_cli.history import Interval, Move
from kurils_cli.model import Entry, Tracker


class History:
    """A tracker, and what its log says of it: each fact worked out once, when asked."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker

    @cached_property
    def logged(self) -> tuple[tuple[str, Entry, tuple[Move, ...]], ...]:
        return tuple(history.numbered(self.tracker))

    @property
    def on(self) -> date:
        return getattr(self.tracker, "on", date.max)

    @cached_property
    def happened(self) -> tuple[Entry, ...]:
        return tuple(entry for _, entry, _ in self.logged if entry.date <= self.on)

    @cached_property
    def since(self) -> dict[str, date]:
        return history.since(self.tracker)

    @cached_property
    def intervals(self) -> dict[str, tuple[Interval, ...]]:
        return history.intervals(self.tracker)

    @cached_property
    def setters(self) -> dict[str, tuple[str, Entry]]:
        return {
            move.id: (handle, entry)
            for handle, entry, moves in self.logged
            for move in moves
            if move.old != move.new or self.since.get(move.id) == entry.date
        }

    @cached_property
    def accounts(self) -> dict[str, dict[str, str]]:
        return history.accounts(self.tracker)

    @cached_property
    def accounts_since(self) -> dict[str, dict[str, date]]:
        found: dict[str, dict[str, date]] = {id: {} for id in self.accounts}
        for party in self.tracker.parties:
            own = [e for e in self.tracker.log if history.belongs(e, party.id)]
            for id, standing in history.standings(own).items():
                if party.id in self.accounts.get(id, {}):
                    found[id][party.id] = standing.since
        return found

    @cached_property
    def said_by(self) -> dict[str, tuple[str, ...]]:
        return history.said_by(self.tracker)

    @cached_property
    def contested(self) -> dict[str, dict[str, str]]:
        return history.contested(self.tracker)

    @cached_property
    def last_heard(self) -> dict[str, date | None]:
        return {
            id: max((e.date for e in self.tracker.log if e.mentions([id])), default=None)
            for id in self.tracker.ids
        }

    @cached_property
    def last_looked(self) -> dict[str, date | None]:
        return dict.fromkeys(self.tracker.ids)
