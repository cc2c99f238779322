"""Part of the stage "segregation": a body does not end a seat of its own that somebody held in its term.

It becomes empty when a member leaves. The others would otherwise vote it away before anybody is elected to it.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.stages import ActionRequest
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.instruments.models import Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.segregation.models import PowerOverPower
from commonhall.people.bodies.models import Office

ENDS = "people.end_office"


def check(request: ActionRequest) -> None:
    """Raise `Refused` where a body would end a seat that was held since its mandate began."""
    own = request.actor.body
    if request.action.code != ENDS or request.actor.kind is Kind.SYSTEM:
        return
    office = next((one for one in request.arguments.values() if isinstance(one, Office)), None)
    if office is None or office.body_id != own:
        return
    day = timezone.localdate(request.at)
    mandate = Mandate.objects.filter(queries.mandate_runs(day), body=own).order_by("-pk").first()
    rows = PowerOverPower.objects.filter(
        queries.granted(day), power=request.action.power, kind=PowerOverPower.Kind.ORGANISE
    )
    row = rows.first()
    if mandate is None or row is None:
        return
    stayed = Q(ended_early_on=None) | Q(ended_early_on__gt=mandate.starts)
    if office.terms.filter(stayed, stands_for=None, ends__gte=mandate.starts).exists():
        raise Refused(
            "segregation",
            "own-seat",
            _(
                "Somebody held this office in the current term, so the body cannot end it. A by-election fills it."
            ),
            Provision.ref_of(row.provision_id),
        )
