"""What may be done with slips: give one at the counter, and join it to an account of one's own."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.people.deputies.models import Deputyship
from commonhall.people.residents import guessing, slips
from commonhall.people.residents.models import Verification
from commonhall.people.residents.verifying import person_of, unknown_code


def _without_account(_actor: Actor, seen: Verification) -> None:
    if seen.person is None or seen.ends < clock.today():
        raise Refused("state", "wrong-state", _("This confirmation is no longer in force."))
    if seen.person.account_id is not None:
        raise Refused(
            "state", "has-account", _("This person has an account and does not need a slip.")
        )


@action(
    "people.give_slip",
    by=Kind.OFFICE,
    power="verify-residents",
    remedy=owed.DONE_AGAIN,
    title=_("Give a slip"),
    done=_("Slip given to a resident without an account"),
    place=lambda seen: seen.unit_id,
    concerns=lambda seen: [seen.person.ref] if seen.person else [],
    allows=_without_account,
    notifies=False,
    own_page=True,
    page_only="its code is shown once, on its page",
)
def give_slip(ctx: Context, verification: Verification) -> slips.Printed:
    """Print a slip whose code joins what is known of the person to an account. Earlier slips end."""
    assert verification.person is not None  # _without_account
    return slips.give(verification.person, ctx.actor.person)


@action(
    "people.join_slip",
    by=Kind.PERSON,
    right="take-part",
    title=_("I have a slip"),
    done=_("Slip added to an account"),
    own_page=True,
    limit="people.verify_by_census",
    guesses=guessing.in_all("unknown-code"),
)
def join_slip(
    ctx: Context,
    code: Annotated[str, Words(_("Code on your slip"), _("For example: K7QF-2M9T-XPA4."), most=40)],
) -> slips.Joined:
    """Join what an office knows of a person without an account to one's own. Each slip serves once."""
    slip = slips.open_by_code(code)
    # Whoever gave it has seen the code: it is for the resident.
    if slip is None or slip.given_by_id == ctx.actor.person_id:
        raise unknown_code()
    person, former = person_of(ctx.actor), slip.person
    for seen in Verification.objects.filter(person=former):
        seen.person = person
        ctx.save(seen)
    for tie in Deputyship.objects.filter(person=former):
        tie.person = person
        # Nobody is their own deputy.
        if tie.deputy_id == person.pk and tie.ended_on is None:
            tie.ended_on = ctx.today
        ctx.save(tie)
    person.name, person.phone = person.name or former.name, person.phone or former.phone
    person.unit = former.unit or person.unit
    person.save(update_fields=["name", "phone", "unit"])
    slip.person, slip.joined_on = person, ctx.today
    slip.save(update_fields=["person", "joined_on"])
    former.name = former.phone = ""
    former.save(update_fields=["name", "phone"])
    return slips.Joined(person, former)
