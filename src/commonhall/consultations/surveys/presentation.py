"""Results of surveys as pages show them: estimates with their intervals, places, waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.consultations.surveys.changes import Changed, between
from commonhall.consultations.surveys.counting import LEAST, OTHER, UNIT
from commonhall.consultations.surveys.models import Survey, SurveyResult
from commonhall.core.models import in_language
from commonhall.places.models import Unit
from commonhall.ui import text
from commonhall.ui.charts import Estimate, dot_chart


@dataclass(frozen=True)
class Line:
    """Who, how many of them answered, what they said as counted and weighted, and how far that may be off."""

    who: str
    n: int
    raw: str
    value: str
    interval: str


@dataclass(frozen=True)
class Shown:
    """One question with its charts; `n` answered it. lines: all, then groups."""

    title: str
    n: int
    charts: list[SafeString] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def percent(value: float | int | None) -> str:
    return "" if value is None else text.percent(float(value))


def points(value: float | int | None) -> str:
    return "" if value is None else text.number(float(value), 1)


def results(survey: Survey, waves: Sequence[SurveyResult]) -> list[Shown]:
    """Every question of a closed survey; two queries for all names of places."""
    mine = next(one for one in waves if one.survey_id == survey.pk)
    said = mine.estimates["questions"]
    codes = {code for one in said.values() for code in one["places"]}
    names = {unit.code: unit.name for unit in Unit.objects.filter(code__in=codes)}
    groups = groups_of(survey)
    return [_question(one, said[one["code"]], waves, names, groups) for one in survey.questions]


def groups_of(survey: Survey) -> dict[str, dict[str, str]]:
    """Groups by characteristic, in words: {feature: {value: "Age: under 40"}}."""
    found = {}
    for margin in survey.margins:
        feature = in_language(margin["names"])
        known = {one["value"]: in_language(one["names"]) for one in margin["values"]}
        words = {**known, OTHER: _("other")}
        found[margin["feature"]] = {
            value: _("%(feature)s: %(group)s") % {"feature": feature, "group": word}
            for value, word in words.items()
        }
    return found


def _question(
    question: dict[str, Any],
    said: dict[str, Any],
    waves: Sequence[SurveyResult],
    names: dict[str, str],
    groups: dict[str, dict[str, str]],
) -> Shown:
    title = in_language(question["names"])
    if said["suppressed"]:
        return Shown(title, said["n"])
    scale = question["kind"] == "scale"
    look: dict[str, Any] = {
        "show": points if scale else percent,
        "domain": (0.0, 10.0) if scale else (0.0, 1.0),
        "interval": _("95% interval"),
    }
    lines = _lines(question, said, groups, look["show"])
    if question["kind"] == "choice":
        options = {one["value"]: in_language(one["names"]) for one in question["options"]}
        rows = [_dot(options[value], three) for value, three in said["shares"].items()]
        return Shown(title, said["n"], [dot_chart(title, rows, **look)], lines)
    charts = [dot_chart(_("All residents, by wave"), _by_wave(question["code"], waves), **look)]
    if said["places"]:
        rows = [_dot(names.get(code, code), four[:3]) for code, four in said["places"].items()]
        charts.append(
            dot_chart(
                _("By place"),
                rows,
                **look,
                note=_(
                    "Where there are few answers, estimates also use those of other places. Places with fewer than %(n)d answers are not shown."
                )
                % {"n": LEAST},
            )
        )
    by_group = [
        _dot(groups[feature][value], one["shares"][""])
        for feature, values in said["groups"].items()
        for value, one in values.items()
    ]
    if by_group:
        charts.append(dot_chart(_("By group"), by_group, **look))
    return Shown(title, said["n"], charts, lines)


def _lines(
    question: dict[str, Any], said: dict[str, Any], groups: dict[str, dict[str, str]], show: Any
) -> list[Line]:
    """All who answered, then each group; of a choice, one line an answer."""
    options = {one["value"]: in_language(one["names"]) for one in question["options"]}
    parts = [(_("All"), said)]
    for feature, values in said["groups"].items():
        parts += [(groups[feature][value], one) for value, one in values.items()]
    found = []
    for who, one in parts:
        for answer, three in one["shares"].items():
            value, low, high = (show(each / UNIT) for each in three)
            words = {"who": who, "answer": options.get(answer, "")}
            label = _("%(who)s: %(answer)s") % words if answer else who
            interval = _("%(low)s to %(high)s") % {"low": low, "high": high}
            found.append(Line(label, one["n"], show(one["raw"][answer] / UNIT), value, interval))
    return found


# --- from one wave to the next --------------------------------------------------------------------
@dataclass(frozen=True)
class Moved:
    """One question from the wave before to this one, in words. clear: more than chance, all questions considered."""

    question: str
    before: str
    after: str
    difference: str
    interval: str
    p: str
    clear: bool


@dataclass(frozen=True)
class Changes:
    """What changed since the wave before. drawn: both were samples by lot, so that it says something of all residents."""

    wave: int
    drawn: bool
    rows: list[Moved]
    charts: list[SafeString]


def before(survey: Survey, waves: Sequence[SurveyResult]) -> SurveyResult | None:
    """The result of the newest closed wave before this one."""
    return next((one for one in reversed(waves) if one.survey.wave < survey.wave), None)


def changes(survey: Survey, waves: Sequence[SurveyResult]) -> Changes | None:
    """From the wave before to this one; None where there is none, or nothing that compares."""
    earlier = before(survey, waves)
    mine = next((one for one in waves if one.survey_id == survey.pk), None)
    if earlier is None or mine is None:
        return None
    found = between(
        (earlier.survey.questions, earlier.estimates), (survey.questions, mine.estimates)
    )
    if not found:
        return None
    words = {one["code"]: one for one in survey.questions}
    both = earlier.survey.drawn and survey.drawn
    moved = [_moved(words[one.question], one) for one in found]
    return Changes(earlier.survey.wave, both, moved, _pictures(found, words))


def _pictures(found: Sequence[Changed], words: dict[str, dict[str, Any]]) -> list[SafeString]:
    """Differences in points, then in shares; nothing changed is in the middle of each."""
    charts = []
    for scale, show, title in (
        (True, points, _("Difference in points")),
        (False, percent, _("Difference in shares")),
    ):
        rows = [
            Estimate(_titled(words[one.question], one), one.value, one.low, one.high)
            for one in found
            if (one.kind == "scale") == scale
        ]
        if rows:
            reach = max(
                0.1, *(abs(end) for one in rows for end in (one.low or 0.0, one.high or 0.0))
            )
            look: dict[str, Any] = {"interval": _("95% interval"), "domain": (-reach, reach)}
            charts.append(dot_chart(title, rows, show=show, **look))
    return charts


def _titled(question: dict[str, Any], one: Changed) -> str:
    title = in_language(question["names"])
    options = {each["value"]: in_language(each["names"]) for each in question["options"]}
    words = {"who": title, "answer": options.get(one.answer, "")}
    return _("%(who)s: %(answer)s") % words if one.answer else title


def _moved(question: dict[str, Any], one: Changed) -> Moved:
    show = points if one.kind == "scale" else percent
    return Moved(
        _titled(question, one),
        show(one.before),
        show(one.after),
        show(one.value),
        _("%(low)s to %(high)s") % {"low": show(one.low), "high": show(one.high)},
        _("under %(number)s") % {"number": text.number(0.001, 3)}
        if one.p < 0.001
        else text.number(one.p, 3),
        one.clear,
    )


def response(survey: Survey, estimates: dict[str, Any]) -> dict[str, Any]:
    """Letters, answers and the response rate, with a line a place."""
    said = estimates["response"]
    margins = [one for one in survey.margins if one["place"]]
    places = {
        each["value"]: in_language(each["names"]) for one in margins for each in one["values"]
    }
    if margins:
        places[OTHER] = _("other")
    return {
        "letters": said["letters"],
        "complete": said["complete"],
        "partial": said["partial"],
        "rate": percent(said["rr1"] / UNIT),
        "places": [
            {"name": places.get(place, survey.unit.name), "letters": sent, "answers": answers}
            for place, (sent, answers) in said["strata"].items()
        ],
    }


def _by_wave(code: str, waves: Sequence[SurveyResult]) -> list[Estimate]:
    found = []
    for one in waves:
        said = one.estimates["questions"].get(code)
        if said and not said["suppressed"] and "" in said["shares"]:
            label = _("Wave %(wave)d") % {"wave": one.survey.wave}
            found.append(_dot(label, said["shares"][""]))
    return found


def _dot(label: Any, three: Sequence[int]) -> Estimate:
    value, low, high = (each / UNIT for each in three)
    return Estimate(label, value, low, high)
