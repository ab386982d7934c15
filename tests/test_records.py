"""The shipped records are honest: sourced, attributed, neutral, and heard from both sides.

A rule takes a record and returns what is wrong with it. Each rule is tried on every
record, where it finds nothing, and on a record broken for it, where it must find that.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

import pytest

from kurils_cli import records
from kurils_cli.check import broken, inconsistencies, warnings
from kurils_cli.history import History
from kurils_cli.model import Tracker
from kurils_cli.toml_format import read

KEYS = (
    *("date", "title", "place", "by", "says.jp", "says.ru", "sources", "note"),
    *("pending", "piloted", "open", "resolved", "about"),
)
JAPAN = (".jp", ".jp.", "nippon.com")
RUSSIA = (".ru", "tass.com", "interfax.com", "rt.com", "sputniknews.com", "sputniknews.jp")
ELSEWHERE = ("cnn.co.jp", "straitstimes.com", "urdupoint.com", "usembassy.gov")

OFFICIAL = {
    "jp": ("mofa.go.jp", "kantei.go.jp", "sangiin.go.jp", "hokkaido.lg.jp"),
    "ru": ("kremlin.ru", "mid.ru"),
}
COPIES = (
    *("blog.goo.ne.jp", "d1021.hatenadiary.jp", "fate.5ch.net", "gov-base.info"),
    *("makunouchibento.com", "manila-stv.ph", "mobsearch.net", "moto-tomin2sei.hatenablog.com"),
    *("mudankatsuyoo.hatenablog.com", "novosti-dny.su", "panpacificagency.com"),
)

SPEAKERS = {
    "jp": "Abe|Akiba|Hasegawa|Hayashi|Ishiba|Kamijo|Kato|Kishida|Kono|Masaki|Matsuno|Mori|Motegi|"
    "Nakane|Otsuka|Suga|Suzuki|Takaichi|Yamada",
    "ru": "Galuzin|Kozhemyako|Lavrov|Mishustin|Morgulov|Nozdrev|Peskov|Putin|Rudenko|Ushakov|"
    "Zakharova",
}
PEOPLE = "|".join(SPEAKERS.values())
PLACES = "Etorofu|Habomai|Kunashir|Shikotan|Hokkaido|Sakhalin|Japan|Russia|Moscow|Nagato|Tokyo"
RANKS = (
    "Ambassador|Chief Cabinet Secretary|Deputy|Foreign|Ministers?|President|Prime|Secretary|"
    "Spokesman|Spokeswoman|Vice-Minister|spokesman|spokeswoman|the Kremlin's"
)
PRESS = (
    "Asahi|Hokkaido newspaper|Jiji|Kyodo|Mainichi|NHK|Nikkei|PortNews|Regnum|RIA|Sputnik|TASS|"
    "Yomiuri"
)
BODIES = (
    "foreign ministry|government|tourism agency|ministry for the Far East|embassy|ambassador|"
    "parliament"
)
SPEAKER = re.compile(
    rf"\b(?:{PEOPLE}|{PRESS}|(?:Japan|Russia)'s (?:{BODIES})|(?:Japan|Russia)(?= \w+s\b)"
    r"|[Tt]he ministry|Hokkaido's office|Sakhalin Region"
    r"|(?:Japanese|Hokkaido) (?:newspapers?|official|report)|member of the State Duma)\b"
)
TELLING = re.compile(
    r"\b(?:says?|said|tells?|told|reports?(?= (?:from|on|that))|writes?|announces?|adds?|counts|"
    r"calls?|called|claims?|speaks?|publish(?:es)?|names(?= fishing))\b"
)
SECOND_HAND = re.compile(
    rf"\b(?:{PRESS}|[Pp]ress (?:says|writes)|newspapers?|reports?|reported|sources?|quotes?|"
    r"according to)\b"
)
HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|apparently|rumou?rs?|observers|experts say|"
    r"(?:is|are|was|were) (?:said|believed|thought|understood|considered|seen as|reported))\b",
    re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"\b(?:so-called|border\w*|frontier\w*|hand(?:ed|ing)? ?over|handover|give back|given back|"
    r"(?:return|restor)\w* (?:of )?(?:the|all|two|four)? ?(?:four )?(?:islands?|territor\w+)|"
    r"illegal\w*|unlawful\w*|occup\w+|annex\w*|seiz\w+|liberat\w+|stolen|inherent|ancestral|"
    r"aggress\w+|military operation|war|regime|propaganda|lie[sd]?|admits?|admitted|refuses?|"
    r"Russian-held|disputed|lost territor\w+|homeland|sanctions)\b",
    re.IGNORECASE,
)
LOADED = {
    "Japan": re.compile(r"\b(?:invasion|territorial|inherited)\b"),
    "Russia": re.compile(r"\b(?:unfriendly|hostile|unilateral)\b"),
}
GROUP = re.compile(
    r"Southern Kurils / Northern Territories|Northern Territories Day|Russia counts as the Kurils"
)


class Record(NamedTuple):
    """A record as its text and as the tracker that it is."""

    text: str
    tracker: Tracker

    @classmethod
    def of(cls, text: str) -> "Record":
        """Read a record."""
        return cls(text, read(text, "record").tracker)

    @property
    def own_voice(self) -> Iterator[tuple[str, str]]:
        """All that the record itself says, and where: no account, no term of a party."""
        yield "comments", " ".join(re.findall(r"^# ?(.*)$", self.text, re.MULTILINE))
        yield "title", self.tracker.title
        for thing in self.tracker.things:
            yield thing.id, f"{thing.name}. {thing.note or ''}"
        for entry in self.tracker.log:
            yield str(entry.date), f"{entry.title}. {entry.place or ''}. {entry.note}"
        for looked in self.tracker.looked:
            yield f"looked {looked.date}", f"{looked.note} {' '.join(looked.where)}"

    @property
    def all_texts(self) -> Iterator[tuple[str, str]]:
        """All that the record says, accounts of the parties included, and where."""
        yield from self.own_voice
        for entry in self.tracker.log:
            for party, text in entry.says:
                yield f"{entry.date} {party}", text


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.;:]) ", text)


def claims(text: str) -> list[str]:
    """Return what stands before the first verb of telling in each sentence that has one."""
    return [parts[0] for each in sentences(text) if len(parts := TELLING.split(each, 1)) > 1]


def speaks_for(party: str, text: str) -> bool:
    """Tell whether an official or a body of a party is named in a text."""
    nation, others = {"jp": ("Japan", "Hokkaido's office"), "ru": ("Russia", "Sakhalin Region")}[
        party
    ]
    return bool(
        re.search(rf"\b(?:{SPEAKERS[party]}|{nation}(?:n|'s)? (?:{BODIES})|{others})\b", text)
    )


def is_told(sentence: str) -> bool:
    """Tell whether a speaker stands before each verb of telling in a sentence."""
    verb, speaker = TELLING.search(sentence), SPEAKER.search(sentence)
    return verb is None or (speaker is not None and speaker.start() < verb.start())


def side(address: str) -> int | None:
    """Return 0 for a publisher in Japan, 1 in Russia, 2 elsewhere, None where no host tells."""
    host = urlsplit(address).hostname or ""
    for number, ends in ((2, ELSEWHERE), (1, RUSSIA), (0, JAPAN)):
        if host.endswith(ends):
            return number
    return None


def unsourced(record: Record) -> Iterator[str]:
    """Each entry has a source, each address is well formed and stands once in its entry."""
    for entry in record.tracker.log:
        if not entry.sources:
            yield f"{entry.date}: no source"
        for address, times in Counter(entry.sources).items():
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or "." not in parts.netloc:
                yield f"{entry.date}: no address: {address}"
            if re.search(r"\s", address):
                yield f"{entry.date}: a blank in {address}"
            if times > 1:
                yield f"{entry.date}: twice: {address}"


def sources_out_of_order(record: Record) -> Iterator[str]:
    """Sources stand in the order Japan, Russia, elsewhere, as far as the host tells."""
    for entry in record.tracker.log:
        sides = [number for address in entry.sources if (number := side(address)) is not None]
        if sides != sorted(sides):
            yield f"{entry.date}: sources out of order"


def unvouched(record: Record) -> Iterator[str]:
    """Where not both sides say that it happened, the note says who does."""
    for entry in record.tracker.log:
        told = [each for each in sentences(entry.note or "") if TELLING.search(each)]
        if len(entry.by) < 2 and not any(map(SPEAKER.search, told)):
            yield f"{entry.date}: whose claim is it"


def untold(record: Record) -> Iterator[str]:
    """No claim is without its speaker: in a note or an account, a speaker (a person, a ministry
    or another body of a side, an agency, a newspaper) stands before each verb of telling in its
    sentence, and nothing is hearsay.
    """
    for entry in record.tracker.log:
        for where, text in (("note", entry.note or ""), *entry.says):
            for sentence in sentences(text):
                if HEARSAY.search(sentence) or not is_told(sentence):
                    yield f"{entry.date} {where}: who says: {sentence}"


def second_hand(record: Record) -> Iterator[str]:
    """An account is of somebody who speaks for that side, and nobody else's word stands in it."""
    for entry in record.tracker.log:
        for party, text in entry.says:
            if not speaks_for(party, sentences(text)[0]):
                yield f"{entry.date} {party}: who speaks: {text}"
            yield from (f"{entry.date} {party}: {word[0]}" for word in SECOND_HAND.finditer(text))


def unheard(record: Record) -> Iterator[str]:
    """Who is in `by` has an account, or a source of its own, or speaks in the note."""
    for entry in record.tracker.log:
        hosts = [urlsplit(address).hostname or "" for address in entry.sources]
        for party in {*entry.by} - {*dict(entry.says)}:
            if not any(speaks_for(party, claim) for claim in claims(entry.note or "")) and not any(
                host.endswith(OFFICIAL[party]) for host in hosts
            ):
                yield f"{entry.date}: where does {party} speak"


def unmarked_copies(record: Record) -> Iterator[str]:
    """Where a source is a copy, the note says where it is copied."""
    for entry in record.tracker.log:
        for address in entry.sources:
            host = (urlsplit(address).hostname or "").removeprefix("www.").rstrip(".")
            if host in COPIES and f"copied at {host}" not in (entry.note or ""):
                yield f"{entry.date}: a copy at {host}"


def one_sided(record: Record) -> Iterator[str]:
    """From 2022 on neither side speaks alone more than twice as often as the other."""
    alone = Counter(
        entry.by for entry in record.tracker.log if entry.date.year >= 2022 and len(entry.by) == 1
    )
    few, many = sorted(alone[(party.id,)] for party in record.tracker.parties)
    if many > 2 * few:
        yield f"alone {many} times, and {few} times, from 2022 on"


def loaded_words(record: Record) -> Iterator[str]:
    """In our own voice stands no word that takes a side; one side's word only in its mouth."""
    for where, text in record.own_voice:
        words = [word[0] for word in FORBIDDEN.finditer(text)]
        words += re.findall(r"\w*Kuril\w*|Northern Terr\w+", GROUP.sub("", text))
        for clause in re.split(r"(?<=[.;:,]) ", text):
            for party, loaded in LOADED.items():
                if (word := loaded.search(clause)) and not re.search(
                    rf"{party}('s \w+( \w+)?)? says|which it calls", clause
                ):
                    words.append(word[0])
        yield from (f"{where}: {word}" for word in words)


def quoted(record: Record) -> Iterator[str]:
    """Nothing is in quotation marks: most words are one translation of several."""
    for where, text in record.all_texts:
        if re.search('["“”«»]', text):
            yield f"{where}: a quotation"


def out_of_alphabet(record: Record) -> Iterator[str]:
    """Countries, people and islands side by side stand in alphabetical order, as do the two
    names of one island, which stand together.
    """
    pair = re.compile(
        rf"\b(?=({PEOPLE}|{PLACES})(?:'s)?(?: \((?:Japan|Russia)\))?(?:, and|,| and| or| /)"
        rf" (?:(?:{RANKS}) )*({PEOPLE}|{PLACES})\b)"
    )
    for where, text in record.all_texts:
        short = text.replace("Etorofu / Iturup", "Etorofu").replace(
            "Kunashir / Kunashiri", "Kunashir"
        )
        yield from (f"{where}: {name} alone" for name in re.findall("Iturup|Kunashiri", short))
        for first, second in pair.findall(short):
            if first > second:
                yield f"{where}: {first} before {second}"
    for first, second in pairwise(party.name for party in record.tracker.parties):
        if first > second:
            yield f"parties: {first} before {second}"


def untidy(record: Record) -> Iterator[str]:
    """Entries stand by date, their keys in one order, each with a title and a note."""
    for earlier, later in pairwise(record.tracker.log):
        if earlier.date > later.date:
            yield f"{later.date}: after {earlier.date}"
    log, *_ = record.text.partition("\n[[looked]]")
    for text in log.split("[[log]]\n")[1:]:
        keys = re.findall(r"^([a-z.]+) = ", text, re.MULTILINE)
        if keys != [key for key in KEYS if key in keys] or not {"title", "note"} <= set(keys):
            yield f"{text[7:17]}: keys {', '.join(keys)}"
    for line in record.text.splitlines():
        if line[:1] == "#" and len(line) > 100:
            yield f"too long: {line}"


def unlooked(record: Record) -> Iterator[str]:
    """A record of several days says when news was last looked for, of each id and of all: not
    before the newest entry, and each time where, and what was not found.
    """
    days, looked = [entry.date for entry in record.tracker.log], record.tracker.looked
    if min(days) == max(days):
        return
    if not any(each.date >= max(days) and not each.about for each in looked):
        yield f"nobody looked for all after {max(days)}"
    for each in looked:
        if not (each.where and each.note):
            yield f"{each.date}: looked where, for what"


def unsound(record: Record) -> Iterator[str]:
    """The log explains each mark, and no account contradicts itself."""
    tracker = record.tracker._replace(on=date(2026, 11, 28))
    past = History(tracker)
    findings = (*broken(tracker), *inconsistencies(past), *warnings(past))
    return (finding.message for finding in findings)


def unnamed(record: Record) -> Iterator[str]:
    """Each area and issue is called something by each party."""
    for thing in record.tracker.things:
        called = [party for party, _ in thing.called]
        if called != [party.id for party in record.tracker.parties]:
            yield f"{thing.id}: called by {', '.join(called)}"


Rule: TypeAlias = Callable[[Record], Iterator[str]]
LONG = "2016-2026"
TASS = '"https://tass.com/world/1195001"'
BREAKS: tuple[tuple[Rule, str, str, str], ...] = (
    (unsourced, f"[{TASS}]", "[]", "2020-08-28: no source"),
    (unsourced, TASS, '"ftp://a.jp/"', "2020-08-28: no address: ftp://a.jp/"),
    (unsourced, TASS, '"https://a.jp/", "https://a.jp/"', "2020-08-28: twice: https://a.jp/"),
    (sources_out_of_order, TASS, f'{TASS}, "https://a.jp/"', "2020-08-28: sources out of order"),
    (
        unvouched,
        "Russia's foreign ministry says that it has notified Japan and that visits",
        "Visits",
        "2022-09-07: whose claim is it",
    ),
    (
        untold,
        "Russia's foreign ministry says that it has notified Japan",
        "It is said that Japan has been notified",
        "2022-09-07 note: who says: "
        "It is said that Japan has been notified and that visits to graves are not affected.",
    ),
    (
        untold,
        "The next date is to be set by diplomatic channels.",
        "The next date, an observer says, is to be set.",
        "2019-11-06 ru: who says: The next date, an observer says, is to be set.",
    ),
    (
        second_hand,
        "Motegi says that consultations go on, online.",
        "Consultations go on, TASS says.",
        "2021-03-25 jp: who speaks: Consultations go on, TASS says.; 2021-03-25 jp: TASS",
    ),
    (
        unheard,
        'by = ["jp"]\nsources = ["https://www.mofa.go.jp/mofaj/erp/rss/hoppo/page4_003770.html"]',
        'by = ["ru"]\nsources = ["https://www.mofa.go.jp/mofaj/erp/rss/hoppo/page4_003770.html"]',
        "2018-02-16: where does ru speak",
    ),
    (
        unmarked_copies,
        "NHK, copied at fate.5ch.net, reports",
        "NHK reports",
        "2019-05-21: a copy at fate.5ch.net",
    ),
    (
        loaded_words,
        "Foreign Ministers Lavrov (Russia) and Motegi (Japan) speak for about an hour.",
        "The return of the islands; the Kuril border.",
        "2020-10-16: return of the islands; 2020-10-16: border; 2020-10-16: Kuril",
    ),
    (
        loaded_words,
        "The mark is set on the day on which the tour ends.",
        "The unfriendly mark is set on the day on which the tour ends.",
        "2019-11-02: unfriendly",
    ),
    (
        quoted,
        "No mark moves on this day:",
        "No \u201cmark\u201d moves on this day:",
        "2019-12-19: a quotation",
    ),
    (
        out_of_alphabet,
        'Moscow and Tokyo"\nby = ["jp", "ru"]\nsays.jp = "Ishiba',
        'Tokyo and Moscow"\nby = ["jp", "ru"]\nsays.jp = "Ishiba',
        "2025-01-24: Tokyo before Moscow",
    ),
    (
        out_of_alphabet,
        "two hours on Etorofu / Iturup",
        "two hours on Iturup",
        "2019-11-02: Iturup alone",
    ),
    (untidy, "date = 2017-12-18", "date = 2018-12-18", "2018-02-06: after 2018-12-18"),
    (
        untidy,
        'place = "Nagoya"\nby = ["jp"]',
        'by = ["jp"]\nplace = "Nagoya"',
        "2019-11-22: keys date, title, by, place, sources, note, about",
    ),
    (unlooked, "date = 2026-02-20", "date = 2026-12-20", "nobody looked for all after 2026-12-20"),
    (
        unsound,
        'open = ["legal"]\n',
        "",
        "unexplained: `legal` is marked `open`, and no entry of the log names it",
    ),
    (unnamed, 'called.ru = "туризм"\n', "", "tourism: called by jp"),
)


RULES = (*dict.fromkeys(case[0] for case in BREAKS), one_sided)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", records.names())
def test_a_record_keeps_the_rule(name: str, rule: Rule) -> None:
    assert [*rule(Record.of(records.text(name)))] == []


@pytest.mark.parametrize(
    ("rule", "old", "new", "found"), BREAKS, ids=[case[0].__name__ for case in BREAKS]
)
def test_a_rule_finds_what_breaks_it(rule: Rule, old: str, new: str, found: str) -> None:
    text = records.text(LONG)
    assert text.count(old) == 1
    assert "; ".join(rule(Record.of(text.replace(old, new)))) == found


def test_a_record_of_one_side_is_found() -> None:
    record = Record.of(records.text(LONG))
    russian = tuple(entry for entry in record.tracker.log if entry.by == ("ru",))
    found = one_sided(record._replace(tracker=record.tracker._replace(log=russian)))
    assert [*found] == ["alone 9 times, and 0 times, from 2022 on"]
