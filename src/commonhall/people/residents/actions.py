"""What may be done with people: verify, register, recognise, establish, appoint, declare, erase."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import Refused
from commonhall.people import personal_data
from commonhall.people.actors import in_term
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.places.models import Unit

VERIFIED_FOR = timedelta(days=3 * 365)


# --- residents ------------------------------------------------------------------------------------
@action(
    "people.verify_resident",
    by=Kind.OFFICE,
    power="verify-residents",
    title=_("Confirm a resident seen at the office"),
    done=_("Resident confirmed at the office"),
    place=lambda unit, **_arguments: unit.pk,
    concerns=lambda person, **_arguments: [person.ref],
)
def verify_resident(ctx: Context, person: Person, unit: Unit) -> Verification:
    """An official has seen the person's papers: a resident of `unit` for three years."""
    return _verify(ctx, person, unit, Verification.Method.OFFICE)


@action(
    "people.verify_by_census",
    by=Kind.PERSON,
    right="take-part",
    title=_("Confirm that you live here"),
    done=_("Resident confirmed by the census list"),
)
def verify_by_census(ctx: Context, number: str, born: date) -> Verification:
    """A person shows what only they know and the census list holds; each line serves once."""
    entry = CensusEntry.objects.select_for_update().filter(key=census_key(number, born)).first()
    person = Person.objects.get(pk=ctx.actor.person_id)
    if entry is None or (entry.used_by_id not in (None, person.pk)):
        raise Refused(
            "standing",
            "not-on-the-list",
            _(
                "We did not find this number and birth date on the list of residents, or they "
                "were used already. An office can confirm you in person."
            ),
        )
    entry.used_by = person
    entry.save(update_fields=["used_by"])
    return _verify(ctx, person, entry.unit, Verification.Method.CENSUS)


def _verify(ctx: Context, person: Person, unit: Unit, method: str) -> Verification:
    person.unit = unit
    person.save(update_fields=["unit"])
    return ctx.save(
        Verification(
            person=person,
            method=method,
            unit=unit,
            starts=ctx.today,
            ends=ctx.today + VERIFIED_FOR,
        )
    )


def census_key(number: str, born: date) -> str:
    """The keyed hash under which a line of the census list is kept."""
    folded = "".join(unicodedata.normalize("NFKC", number).split()).replace("-", "").casefold()
    secret = settings.SECRET_KEY.encode()
    return hmac.new(
        secret, f"census|{folded}|{born.isoformat()}".encode(), hashlib.sha256
    ).hexdigest()


@action(
    "people.erase_me",
    by=Kind.PERSON,
    right="erase-own-data",
    title=_("Erase my data"),
    done=_("A person's data erased at their wish"),
    guard=lambda request: _not_in_office(request),
    notifies=False,
)
def erase_me(ctx: Context, words: bool = False) -> None:
    """Forget the person: account, name, and who stands behind what. `words`: what they wrote, too.

    What was done in public stays done: entries keep commitments that nobody can open any more.
    """
    person = (
        Person.objects.select_for_update(of=("self",))
        .select_related("account")
        .get(pk=ctx.actor.person_id)
    )
    ctx.note(words=words)
    ctx.forget_actor = True
    personal_data.erase_everywhere(ctx, person, words)


def _not_in_office(request: Any) -> None:
    day = timezone.localdate(request.at)
    if OfficeTerm.objects.filter(in_term(day), person_id=request.actor.person_id).exists():
        raise Refused(
            "state",
            "in-office",
            _("You hold a public office. Your data can be erased once its term has ended."),
        )
