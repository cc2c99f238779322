"""What residents say of a minimum standard where they live, in confidence."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Pick
from commonhall.core.refusals import BadInput
from commonhall.people.residents.models import Person
from commonhall.people.residents.queries import confirmation_of
from commonhall.services.minimum_standards.models import MinimumStandard, ResidentWord


def _in_force() -> QuerySet[MinimumStandard]:
    return MinimumStandard.objects.filter(ended_on=None).order_by("pk")


@action(
    "services.say_how_it_is",
    by=Kind.PERSON,
    right="take-part",
    verified=True,
    title=_("Say how things are where you live"),
    done=_("A resident said in confidence whether a minimum standard is met"),
    told=lambda _nothing: gettext(
        "Thank you. Nobody is told who said it, or how many people did while they are few."
    ),
    notifies=False,
)
def say_how_it_is(
    ctx: Context,
    minimum_standard: Annotated[MinimumStandard, Pick(_("Which minimum standard"), rows=_in_force)],
    holds: Annotated[
        bool,
        Either(
            _("Is it met where you live?"),
            _("Your latest answer counts for a month. It is not published."),
            yes=_("Yes, it is met"),
            no=_("No, I live below it"),
        ),
    ],
) -> None:
    """Once enough residents of a place say so within a month, the alarm is raised, or one ends that its body says is
    mended. The entry on the record names neither standard nor place, so that nobody can count while they are few."""
    home = confirmation_of(Person.objects.get(pk=ctx.actor.person_id))
    if home is None or not home.unit.path.startswith(minimum_standard.unit.path):
        raise BadInput(
            "minimum_standard", _("You are not confirmed as living in a place where it applies.")
        )
    ResidentWord.objects.update_or_create(
        minimum_standard=minimum_standard,
        person_id=ctx.actor.person_id,
        defaults={"unit": home.unit, "holds": holds, "at": ctx.occurred_at},
    )
