"""Tables of the desk: internal notes, and the filters somebody keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.models import Case
from commonhall.core.models import Governed, Personal
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person


class Note(Governed):
    """What a body's offices tell each other about a case. Its words are sealed and shown to them alone;
    erased ones are empty."""

    SEALED = ("text",)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    text = models.TextField(_("internal note"), blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"

    def get_absolute_url(self) -> str:
        return self.case.get_absolute_url()


class SavedFilter(Personal):
    """A view of the desk that somebody comes back to. query: as it stands in the address."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint("person", "name", name="cases_filter_once")]

    def __str__(self) -> str:
        return self.name
