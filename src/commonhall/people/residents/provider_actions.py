"""Confirming a resident by what a sign-in provider says of them."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.core.refusals import Refused
from commonhall.people.residents import roll_keys
from commonhall.people.residents.models import ProviderIdentity, Verification
from commonhall.people.residents.verifying import person_of, verify
from commonhall.places.models import Unit


@action(
    "people.verify_by_provider",
    by=Kind.PERSON,
    right="take-part",
    title=_("Confirm by a sign-in provider"),
    done=_("Resident confirmed by a sign-in provider"),
    no_door="follows from signing in by the provider",
)
def verify_by_provider(
    ctx: Context,
    unit: Annotated[Unit, Internal(place=True)],
    server: Annotated[str, Internal()],
    identity: Annotated[str, Internal()],
) -> Verification:
    """A provider the hall trusts says where the person lives. Each of its identities confirms one person."""
    person, newest = person_of(ctx.actor), roll_keys.newest()
    parts = ("provider", server, identity)
    rows = ProviderIdentity.objects.select_for_update(of=("self",))
    known = rows.filter(key__in=roll_keys.digests(*parts)).first() or ProviderIdentity()
    if known.used_by_id not in (None, person.pk):
        raise Refused(
            "standing",
            "identity-used",
            _("This identity has already confirmed another account here. It can only confirm one."),
        )
    known.key, known.roll_key, known.used_by = newest.digest(*parts), newest.name, person
    known.save()
    return verify(ctx, person, unit, Verification.Method.PROVIDER)
