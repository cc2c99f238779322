"""The page on which a member puts an agenda in order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from commonhall.actions import pages
from commonhall.core.refusals import BadInput
from commonhall.decisions.agenda_order import counting, queries
from commonhall.decisions.agenda_order.actions import rank_agenda
from commonhall.decisions.ranking_form import RankingForm
from commonhall.decisions.sittings.queries import sittings
from commonhall.decisions.votes import stages
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Say what should come first"), who="account", performs="decisions.rank_agenda")
def rank(request: HttpRequest, number: int) -> HttpResponse:
    """A number for each undecided matter; what is wrong is said beside it."""
    sitting, actor = get_object_or_404(sittings(), pk=number), of_request(request)
    motions, own = queries.to_order(sitting), queries.own(sitting, actor)
    before = {f"m{pk}": at for at, pk in enumerate(own.order if own else (), 1)}
    form = RankingForm(request.POST or None, things=motions, initial=before)
    refused = rank_agenda.check(actor, sitting).refusal
    if request.method == "POST" and form.is_valid():
        try:
            rank_agenda.coming(door="page").perform(actor, sitting, order=form.order() or None)
        except BadInput as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(sitting)
    context = {
        "thing": sitting,
        "list_title": _("Sittings"),
        "list_url": "decisions:sittings",
        "title": rank_agenda.title,
        "lead": _(
            "Enter 1 for the matter to decide first, 2 for the next, and so on. What you leave blank comes last."
        ),
        "note": _("Your order is public, as your vote is."),
        "explanation": stages.explanation_of(counting.RULE),
        "form": form,
        "rows": form.rows(),
        "most": len(motions),
        "refusal": pages.show(refused) if refused else None,
    }
    status = 400 if form.errors else 200
    return render(request, "decisions/put_in_order.html", context, status=status)


rank.action = rank_agenda  # type: ignore[attr-defined]
