"""Tables of residents."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, Personal
from commonhall.people.accounts.models import Account
from commonhall.places.models import Unit


class Person(Personal):
    """A human being known to the hall, with or without an account (an operator took the call)."""

    account = models.OneToOneField(
        Account, on_delete=models.SET_NULL, null=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, verbose_name=_("district"))
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name or str(_("a resident"))

    @property
    def ref(self) -> str:
        return f"people.person:{self.pk}"


class Verification(Governed):
    """That a person is a resident, established by an office's visit or by the census list."""

    SEALED = ("person",)

    class Method(models.TextChoices):
        OFFICE = "office", _("seen at the office")
        CENSUS = "census", _("found on the census list")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    method = models.CharField(max_length=10, choices=Method)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField()

    def __str__(self) -> str:
        return f"{self.method} {self.starts}"

    def get_absolute_url(self) -> str:
        """Where whoever made it goes on: an office to the next resident, a person to their profile."""
        office = self.method == self.Method.OFFICE
        return reverse("people:verify_resident" if office else "people:me")


class CensusEntry(Personal):
    """One line of the list of residents, kept only as keyed hashes of what a person must know.

    key: HMAC of the folded document number and birth date; nothing on the list can be read back.
    """

    key = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    used_by = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True)

    def __str__(self) -> str:
        return self.key[:8]
