"""Feedback as pages show it: points with their intervals, what the record says, trends by kind and by body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.consultations.feedback import counting, queries
from commonhall.consultations.feedback.counting import ALL, HUNDREDTHS
from commonhall.consultations.feedback.models import Feedback
from commonhall.consultations.feedback.questions import QUESTIONS, SHORT, STEPS
from commonhall.consultations.surveys.counting import UNIT
from commonhall.core.models import in_language
from commonhall.law.asking.models import Way
from commonhall.people.bodies.models import Body
from commonhall.ui import text
from commonhall.ui.charts import Estimate, Series, dot_chart, line_chart

SHARED = {
    "votes": gettext_lazy("Votes on statements"),
    "statements": gettext_lazy("Statements written"),
    "positions": gettext_lazy("Positions taken at the table"),
    "speech": gettext_lazy("Time of speech"),
}
WAYS = {
    Way.CONVERSATION: gettext_lazy("Conversation"),
    Way.ROUND_TABLE: gettext_lazy("Round table"),
    Way.MEETING: gettext_lazy("Meeting"),
    Way.PANEL: gettext_lazy("Panel"),
}
# So many quarters are shown of a trend, and bodies in the table.
QUARTERS, BODIES = 12, 30
YEARS = 3


@dataclass(frozen=True)
class Row:
    """One question: its words, points with interval, how many answered, and how many chose each step."""

    words: Any
    points: str
    interval: str
    people: int
    steps: list[int]


def points(value: int) -> str:
    return text.number(value / HUNDREDTHS, 0)


def interval(low: int, high: int) -> str:
    return _("%(low)s to %(high)s") % {"low": points(low), "high": points(high)}


def chart(row: Feedback) -> SafeString:
    """Every told question on one scale."""
    rows = [
        Estimate(SHORT[code], *(round(one / HUNDREDTHS) for one in row.points[code][:3]))
        for code in QUESTIONS
        if code in row.points
    ]
    return dot_chart(
        _("Points by question"),
        rows,
        domain=(0, 100),
        note=_("0: everybody says “not at all”; 100: everybody says “fully”"),
        interval=_("95% interval"),
    )


def rows(row: Feedback) -> list[Row]:
    return [
        Row(QUESTIONS[code], points(value), interval(low, high), people, row.counts[code])
        for code in QUESTIONS
        if code in row.points
        for value, low, high, people in [row.points[code]]
    ]


def steps() -> list[Any]:
    return list(STEPS.values())


# --- from the record ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """One thing that follows from the record, in words."""

    what: Any
    value: str
    interval: str
    note: str


def _share(value: int) -> str:
    return text.percent(value / UNIT)


def _number(value: int) -> str:
    return text.number(value / UNIT, 2)


def told(measures: dict[str, Any]) -> list[Told]:
    """What was counted when the form closed."""
    found = [_even(one) for one in measures.get("evenness", ())]
    if sides := measures.get("sides"):
        found.append(
            Told(
                _("Saw a statement of each opinion group"),
                _share(sides["share"]),
                _("%(low)s to %(high)s")
                % {"low": _share(sides["low"]), "high": _share(sides["high"])},
                _("Of %(people)s people who were shown statements; %(sides)s groups.")
                % {"people": text.number(sides["people"]), "sides": sides["sides"]},
            )
        )
    if places := measures.get("places"):
        found.append(_came(places))
    return found


def _even(one: dict[str, Any]) -> Told:
    return Told(
        SHARED[one["of"]],
        _number(one["gini"]),
        _("%(low)s to %(high)s") % {"low": _number(one["low"]), "high": _number(one["high"])},
        _(
            "Gini: 0 if all had the same, 1 if one had all. Entropy %(entropy)s of 1. %(people)s people and organisations."
        )
        % {"entropy": _number(one["entropy"]), "people": text.number(one["people"])},
    )


def _came(places: dict[str, Any]) -> Told:
    words = (
        _("More than chance explains: a draw by lot gives as much in fewer than 5 of 100 cases.")
        if places["index"] > places["most"]
        else _("No more than chance explains.")
    )
    usual = _("A draw by lot of %(people)s would give %(usual)s on average, up to %(most)s.") % {
        "people": text.number(places["people"]),
        "usual": _share(places["usual"]),
        "most": _share(places["most"]),
    }
    return Told(
        _("Would have to live elsewhere, to mirror the roll"),
        _share(places["index"]),
        "",
        f"{usual} {words}",
    )


@dataclass(frozen=True)
class Moved:
    """One question of a survey, before and after."""

    question: str
    change: str
    interval: str
    clear: bool


def moved(measures: dict[str, Any]) -> list[Moved]:
    found = []
    for one in measures.get("changes", ()):
        scale = one["kind"] == "scale"
        show = _number if scale else _share
        sign = "+" if one["change"] > 0 else ""
        low, high = show(one["low"]), show(one["high"])
        found.append(
            Moved(
                in_language(one["names"]),
                sign + show(one["change"]),
                _("%(low)s to %(high)s") % {"low": low, "high": high},
                one["clear"],
            )
        )
    return found


# --- the overview ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Group:
    """A kind or a body over the last years. url: where its feedback is listed."""

    name: Any
    url: str
    things: int
    cells: list[str]
    people: int


@dataclass(frozen=True)
class Overview:
    chart: SafeString
    ways: list[Group]
    bodies: list[Group]
    questions: list[Any]


def overview(today: date) -> Overview:
    """The last three years: two queries, however many there were."""
    since = date(today.year - YEARS, today.month, 1)
    fields = ("way", "body", "ended_on", "counts")
    found = list(
        queries.published().filter(ended_on__gte=since).order_by("pk").values_list(*fields)
    )
    bodies = Body.objects.in_bulk({body for _way, body, _day, _counts in found})
    ways = _groups((way, counts) for way, _body, _day, counts in found)
    by_body = _groups((body, counts) for _way, body, _day, counts in found)
    order = sorted(by_body, key=lambda one: (-by_body[one][1], bodies[one].name))[:BODIES]
    return Overview(
        _trend([(way, day, counts) for way, _body, day, counts in found]),
        [_group(WAYS[Way(way)], f"?way={way}", *ways[way]) for way in sorted(ways)],
        [_group(bodies[one].name, f"?body={bodies[one].code}", *by_body[one]) for one in order],
        [SHORT[code] for code in QUESTIONS],
    )


def _groups(rows: Iterable[tuple[Any, queries.Counts]]) -> dict[Any, tuple[queries.Counts, int]]:
    """Counts added, and how many things."""
    many: dict[Any, list[queries.Counts]] = defaultdict(list)
    for key, counts in rows:
        many[key].append(counts)
    return {key: (queries.added(some), len(some)) for key, some in many.items()}


def _group(name: Any, url: str, counts: queries.Counts, things: int) -> Group:
    said = counting.points(counts)
    cells = [points(said[code][0]) if code in said else "–" for code in (ALL, *QUESTIONS)]
    return Group(name, url, things, cells, said[ALL][3])


def _trend(rows: list[tuple[str, date, queries.Counts]]) -> SafeString:
    """Points by quarter and kind, with their intervals."""
    lines: dict[str, list[tuple[date, list[int]]]] = defaultdict(list)
    for way, quarter, counts in queries.by_quarter(rows):
        lines[way].append((quarter, counting.points(counts)[ALL]))
    shown = [
        Series(
            WAYS[Way(way)],
            [(day, said[0] / HUNDREDTHS) for day, said in some[-QUARTERS:]],
            band=[
                (day, said[1] / HUNDREDTHS, said[2] / HUNDREDTHS) for day, said in some[-QUARTERS:]
            ],
        )
        for way, some in sorted(lines.items())
        if len(some) > 1
    ]
    return line_chart(_("Points by quarter"), shown) if shown else SafeString()
