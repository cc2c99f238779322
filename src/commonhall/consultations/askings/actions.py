"""What an organisation may say of itself, so that it is asked: what it works on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PickSeveral
from commonhall.cases.categories.models import Category
from commonhall.consultations.askings.models import WorksOn
from commonhall.core.refusals import Refused
from commonhall.people.organisations.models import Organisation


def in_use() -> QuerySet[Category]:
    """Categories that a case may have today."""
    return Category.objects.filter(ended_on=None).order_by("code")


def _said_before(organisation: Organisation) -> list[Category]:
    row = WorksOn.objects.filter(organisation=organisation).first()
    return list(Category.objects.filter(code__in=row.categories)) if row else []


def _itself(actor: Actor, organisation: Organisation) -> None:
    if actor.organisation != organisation.pk:
        raise Refused("state", "not-yours", _("Only the organisation itself can do this."))


@action(
    "consultations.say_what_we_work_on",
    by=Kind.ORGANISATION,
    right="associate",
    title=_("Say what we work on"),
    done=_("An organisation said what it works on"),
    allows=_itself,
    notifies=False,
)
def say_what_we_work_on(
    ctx: Context,
    organisation: Organisation,
    categories: Annotated[
        Sequence[Category],
        PickSeveral(
            _("What your organisation works on"),
            _(
                "You are told when people are asked about it in your place. Leave blank to hear about everything."
            ),
            rows=in_use,
            key="code",
            present=_said_before,
        ),
    ] = (),
) -> WorksOn:
    """The body that asks about a matter tells the organisations of its field."""
    known: WorksOn | None = WorksOn.objects.filter(organisation=organisation).first()
    row = known or WorksOn(organisation=organisation)
    row.categories = sorted(one.code for one in categories or ())
    return ctx.save(row)
