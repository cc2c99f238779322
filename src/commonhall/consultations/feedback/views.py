"""Pages of feedback: all of it with trends, that of one thing, and the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import action_pages, pages
from commonhall.consultations.askings.models import FEWEST_TOLD
from commonhall.consultations.feedback import actions, forms, measuring, presentation, queries
from commonhall.consultations.feedback.counting import ALL
from commonhall.consultations.feedback.gatherings import WAYS
from commonhall.consultations.feedback.models import Feedback
from commonhall.core import clock, refs
from commonhall.core.paging import page_for
from commonhall.core.refusals import BadInput
from commonhall.law.asking.models import Way
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("How taking part was"), asks="consultations.feedback")
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Trends by kind and body, and every form, the newest first."""
    way, body = request.GET.get("way", ""), request.GET.get("body", "")[:40]
    way = way if way in WAYS else ""
    found = page_for(request, queries.feedback(way, body))
    known = refs.resolve([one.thing for one in found.rows])
    context = {
        "page": found,
        "rows": [
            {
                "one": one,
                "title": known[one.thing].title,
                "way": presentation.WAYS[Way(one.way)],
                "points": presentation.points(one.points[ALL][0]) if one.told else "",
                "people": one.points[ALL][3] if one.told else 0,
            }
            for one in found.rows
        ],
        "overview": presentation.overview(clock.today()) if not (way or body) else None,
        "ways": [(one.value, label) for one, label in presentation.WAYS.items()],
        "way": way,
        "body": body,
        "fewest": FEWEST_TOLD,
    }
    return render(request, "consultations/feedback_list.html", context)


def _feedback(number: int) -> Feedback:
    return get_object_or_404(queries.feedback(), pk=number)


@page(_("How taking part was"), asks="consultations.feedback")
def feedback_page(request: HttpRequest, number: int) -> HttpResponse:
    """What those who took part said, beside what the record says."""
    row, actor = _feedback(number), of_request(request)
    thing = refs.resolve([row.thing])[row.thing]
    available = [
        one
        for one in action_pages.available(actor, row)
        if one.allowed or (actions.is_open(row) and one.action is actions.give_feedback)
    ]
    whole = row.points.get(ALL)
    context = {
        "feedback": row,
        "title": Feedback.named(str(thing.title)),
        "thing": thing,
        "way": presentation.WAYS[Way(row.way)],
        "available_actions": available,
        "mine": queries.answered(actor, row),
        "open": actions.is_open(row),
        "points": presentation.points(whole[0]) if whole else "",
        "interval": presentation.interval(whole[1], whole[2]) if whole else "",
        "chart": presentation.chart(row) if whole else "",
        "rows": presentation.rows(row),
        "steps": presentation.steps(),
        "told": presentation.told(row.measures),
        "moved": presentation.moved(row.measures),
        "owed": measuring.owed(row, clock.today()),
        "fewest": FEWEST_TOLD,
    }
    return render(request, "consultations/feedback.html", context)


@page(_("Say how taking part was"), who="account", performs="consultations.give_feedback")
def give(request: HttpRequest, number: int) -> HttpResponse:
    """The six questions; no program may send answers, so that no key ever knows one."""
    row, actor, action = _feedback(number), of_request(request), actions.give_feedback
    form = forms.FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = action.coming(door="page").perform(actor, feedback=row, answers=form.given())
        except BadInput as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.message))
        else:
            pages.tell(request, action, outcome, action.told(row) if action.told else "")
            return redirect(row)
    refused = action.check(actor, row).refusal
    thing = refs.resolve([row.thing])[row.thing]
    context = {
        "form": form,
        "title": action.title,
        "thing": thing,
        "feedback": row,
        "refusal": pages.show(refused) if refused else None,
    }
    response = render(
        request, "consultations/feedback_form.html", context, status=400 if form.errors else 200
    )
    response["Cache-Control"] = "no-store"
    return response


give.action = actions.give_feedback  # type: ignore[attr-defined]
