"""Results of surveys as pages show them: estimates with their intervals, places, waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.consultations.surveys.counting import LEAST, UNIT
from commonhall.consultations.surveys.models import Survey, SurveyResult
from commonhall.core.models import in_language
from commonhall.places.models import Unit
from commonhall.ui import text
from commonhall.ui.charts import Estimate, dot_chart


@dataclass(frozen=True)
class Shown:
    """One question with its charts; `n` answered it."""

    title: str
    n: int
    charts: list[SafeString] = field(default_factory=list)


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
    return [_question(one, said[one["code"]], waves, names) for one in survey.questions]


def _question(
    question: dict[str, Any],
    said: dict[str, Any],
    waves: Sequence[SurveyResult],
    names: dict[str, str],
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
    if question["kind"] == "choice":
        options = {one["value"]: in_language(one["names"]) for one in question["options"]}
        rows = [_dot(options[value], three) for value, three in said["shares"].items()]
        return Shown(title, said["n"], [dot_chart(title, rows, **look)])
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
    return Shown(title, said["n"], charts)


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
