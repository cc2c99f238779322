"""Which powers and rights nobody holds, so that what needs them cannot be done; and which one person holds alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.core.doctor import Finding, check
from commonhall.law.instruments.models import Competence, Right
from commonhall.law.powers import names
from commonhall.law.queries import granted
from commonhall.people.bodies.models import Body


@check
def without_holder(today: date) -> Iterator[Finding]:
    """Powers that some action asks for and no provision grants; rights likewise."""
    held = set(Competence.objects.filter(granted(today)).values_list("power", flat=True))
    if not held and not Competence.objects.exists():
        return
    given = set(Right.objects.filter(granted(today)).values_list("right", flat=True))
    known = names.titles()
    page = reverse("law:list")
    for power in sorted(_by_hand() - held):
        text = _("No body has the power to do this: %(what)s") % {
            "what": names.called(power, known)
        }
        yield Finding("power-without-body", "note", text, page)
    for right in sorted(registry.rights() - given):
        text = _("Nobody has the right to do this: %(what)s") % {"what": names.called(right, known)}
        yield Finding("right-without-holder", "note", text, page)


@check
def decides_alone(today: date) -> Iterator[Finding]:
    """A body that the law lets use powers by resolution, but with one office only: whoever holds it decides alone."""
    together = Competence.objects.filter(granted(today), together=True, body__ended_on=None)
    seats = Count("offices", filter=Q(offices__ended_on=None))
    votes = Competence.objects.filter(granted(today), power="vote-in-body")
    alone = Body.objects.filter(pk__in=together.values("body")).filter(pk__in=votes.values("body"))
    alone = alone.annotate(seats=seats)
    for body in alone.filter(seats=1).order_by("pk"):
        text = _(
            "%(body)s has one office. Its holder alone makes decisions that need a resolution."
        )
        yield Finding("decides-alone", "note", text % {"body": body.name}, body.get_absolute_url())


def _by_hand() -> set[str]:
    """Powers of actions that people do; those of timers alone and of imports may be missing."""
    return {
        one.power
        for one in registry.actions().values()
        if one.power and not one.no_door and set(one.by) != {Kind.SYSTEM}
    }
