"""What an asking counts for, and what follows where too few came: on its own page, once it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor, Kind
from commonhall.consultations.askings.models import AskingReport
from commonhall.core import clock
from commonhall.core.page_sections import section
from commonhall.law.asking import judging, queries
from commonhall.law.asking.actions import allow_although_few
from commonhall.law.asking.exports import NUMBERS
from commonhall.law.asking.models import AskingRule, IfFew, Way
from commonhall.law.powers import names
from commonhall.people.actors import of_request

OPENS = {
    Way.CONVERSATION: "open_conversation",
    Way.DRAFT: "put_up_draft",
    Way.SURVEY: "open_survey",
    Way.ROUND_TABLE: "convene_table",
    Way.PANEL: "announce_meeting",
    Way.MEETING: "announce_meeting",
}


def runs(thing: Any) -> bool:
    """What still runs has no report, and was not annulled: nothing need be looked up."""
    return thing.state in ("open", "announced")


def report_of(thing: Any) -> AskingReport | None:
    """The report of a closed asking, looked up once for all that a page shows of it."""
    if runs(thing):
        return None
    if "_asking_report" not in vars(thing):
        thing._asking_report = AskingReport.objects.filter(asking=thing.ref).first()
    found: AskingReport | None = thing._asking_report
    return found


def what_it_counts_for(request: HttpRequest, thing: Any) -> str:
    """Before which decisions it is enough; where it is not, what is missing and what can be done."""
    if runs(thing) or not thing.about:
        return ""
    report = report_of(thing)
    if report is None:
        return ""
    actor = of_request(request)
    rows = [_row(actor, thing, alike) for alike in _alike(_binding(report, thing))]
    if not rows:
        return ""
    context: dict[str, Any] = {"rows": rows}
    if actor.body == thing.body_id and any(not row["holds"] for row in rows):
        context["again"] = _asking(report, thing.unit_id)
        if thing.unit.parent_id:
            context["wider"] = _asking(report, thing.unit.parent_id)
    return render_to_string("consultations/parts/counts_for.html", context, request)


def _binding(report: AskingReport, thing: Any) -> list[AskingRule]:
    """Rules of the place that count this way of asking."""
    rules = queries.all_rules(clock.today())
    here = [one for one in rules if f"/{one.unit_id}/" in thing.unit.path]
    return [one for one in here if report.way in one.ways]


def _alike(rules: Iterable[AskingRule]) -> list[list[AskingRule]]:
    """Rules that want the same, together."""
    found: dict[tuple[Any, ...], list[AskingRule]] = {}
    for one in rules:
        key = (
            *(getattr(one, name) for name in NUMBERS),
            tuple(one.must_ask),
            one.answered,
            one.if_few,
            one.provision_id,
        )
        found.setdefault(key, []).append(one)
    return list(found.values())


def _row(actor: Actor, thing: Any, alike: list[AskingRule]) -> dict[str, Any]:
    rule, titles = alike[0], names.titles()
    judged = judging.judge(rule, thing.about, thing.unit_id, None)
    few = not judged.holds
    leaves = []
    if few and actor.kind is Kind.OFFICE and allow_although_few.check(actor, rule).allowed:
        matter = urlencode({"matter": thing.about})
        leaves = [
            {
                "title": names.called(one.power, titles),
                "url": f"{action_pages.url_of(allow_although_few, one)}?{matter}",
            }
            for one in alike
        ]
    return {
        "holds": judged.holds,
        "missing": judged.missing,
        "powers": [names.called(one.power, titles) for one in alike],
        "numbers": judging.shown(rule),
        "follows": IfFew(rule.if_few).label,
        "leaves": leaves,
    }


def _asking(report: AskingReport, unit: int) -> str:
    address = reverse(f"consultations:{OPENS[Way(report.way)]}")
    return f"{address}?{urlencode({'about': report.about, 'unit': unit})}"


for _kind in ("conversation", "draft", "roundtable", "survey", "meeting"):
    section(f"consultations.{_kind}", order=12)(what_it_counts_for)
