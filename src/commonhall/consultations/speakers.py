"""Who says something: a resident, an organisation with standing, an official in office."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person


class Speaker(models.TextChoices):
    """Kinds of subject that take part. None outranks another."""

    RESIDENT = "resident", _("resident")
    ORGANISATION = "organisation", _("organisation")
    OFFICIAL = "official", _("official")
    IMPORTED = "imported", _("participant in another system")


KINDS = {
    Kind.PERSON: Speaker.RESIDENT,
    Kind.ORGANISATION: Speaker.ORGANISATION,
    Kind.OFFICE: Speaker.OFFICIAL,
}


class Spoken(models.Model):
    """Something a subject of some kind said. A person's name is never shown; the others' are."""

    speaker = models.CharField(max_length=12, choices=Speaker)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        """How the speaker is shown."""
        if self.organisation:
            return self.organisation.name
        if self.office:
            return f"{self.office.name} · {self.office.body.name}"
        return str(Speaker(self.speaker).label)

    def said_by(self, actor: Actor) -> bool:
        """Is it the actor's own word?"""
        if actor.kind is Kind.ORGANISATION:
            return self.organisation_id is not None and self.organisation_id == actor.organisation
        if actor.kind is Kind.OFFICE:
            return self.office_id is not None and actor.ref == Office.ref_of(self.office_id)
        return self.person_id is not None and self.person_id == actor.person


def spoken_by(actor: Actor) -> dict[str, Any]:
    """The fields that say who speaks."""
    kind = KINDS[actor.kind]
    return {
        "speaker": kind,
        "person_id": actor.person if kind == Speaker.RESIDENT else None,
        "organisation_id": actor.organisation if kind == Speaker.ORGANISATION else None,
        "office_id": int(actor.ref.partition(":")[2]) if kind == Speaker.OFFICIAL else None,
    }
