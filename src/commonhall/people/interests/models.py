"""Tables of interests."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person


class Interest(Governed):
    """A declared interest of somebody in office: from now on its object forces recusal.

    target: the ref of an organisation, a body, a unit or a person.
    """

    SEALED = ("person", "note")

    class Kind(models.TextChoices):
        FINANCIAL = "financial", _("money or shares")
        FAMILY = "family", _("family")
        MEMBERSHIP = "membership", _("membership or post")
        PROPERTY = "property", _("land or house")
        GIFT = "gift", _("gift or invitation")
        OTHER = "other", _("other")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interests")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True)
    target = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    note = models.TextField(_("note"), blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

    def get_absolute_url(self) -> str:
        """The page on which whoever declared it finds their own."""
        return reverse("people:interests")
