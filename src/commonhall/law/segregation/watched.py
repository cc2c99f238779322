"""Articles by which others look at what a body does: it ends none of them alone, entrenched or not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.stages import ActionRequest
from commonhall.core import kept
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.segregation.models import PowerOverPower, Reviewing

KINDS = (PowerOverPower.Kind.JUDGE, PowerOverPower.Kind.WATCH)
REPEAL = "law.repeal_provision"
WORDS = _(
    "By this article others watch over what bodies do, so no body ends it alone. Propose an amendment: the residents must vote on it."
)


def articles(body: int | None, day: date) -> dict[int, str]:
    """Articles that grant something to whoever reviews a body, or let somebody judge or watch over others → the provision
    that says so."""
    over = PowerOverPower.objects.filter(queries.granted(day), kind__in=KINDS)
    above = Reviewing.objects.filter(queries.granted(day), body=body)
    laws = dict(over.values_list("power", "provision"))
    reviewers = dict(above.values_list("reviewer", "provision"))
    rows = Competence.objects.filter(
        queries.granted(day), Q(power__in=laws) | Q(body__in=reviewers)
    ).order_by("-pk")
    return {
        article: Provision.ref_of(reviewers.get(holder) or laws[power])
        for article, holder, power in rows.values_list("provision", "body", "power")
    }


def check(request: ActionRequest) -> None:
    """Raise `Refused` where a body repeals such an article. Of an entrenched one the article's own rules speak."""
    if request.action.code != REPEAL:
        return
    thing = next((one for one in request.arguments.values() if isinstance(one, Provision)), None)
    if thing is None or thing.entrenched or not thing.instrument.is_charter:
        return
    refuse(thing, request.actor.body, timezone.localdate(request.at), request.memo)


def refuse(article: Provision, body: int | None, day: date, memo: dict[Any, Any]) -> None:
    """Raise `Refused` where by this article others look at what a body does."""
    found = kept.looked_up(memo, f"watched articles {body} {day}", lambda: articles(body, day))
    if article.pk in found:
        raise Refused("segregation", "watched", WORDS, found[article.pk])
