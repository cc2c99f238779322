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
    """That a person is a resident until a day: who established it, and how.

    papers: which kind of paper an office saw; its number is kept nowhere.
    """

    SEALED = ("person", "papers")

    class Method(models.TextChoices):
        OFFICE = "office", _("seen at the office")
        CENSUS = "census", _("found on the census list")
        LETTER = "letter", _("by a code sent in a letter")
        PROVIDER = "provider", _("by a sign-in provider")

    class Papers(models.TextChoices):
        IDENTITY_CARD = "identity_card", _("identity card")
        PASSPORT = "passport", _("passport")
        RESIDENCE_PERMIT = "residence_permit", _("residence permit")
        BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
        OTHER = "other", _("other papers")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    method = models.CharField(max_length=10, choices=Method)
    papers = models.CharField(max_length=20, choices=Papers, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    starts = models.DateField()
    ends = models.DateField()

    def __str__(self) -> str:
        return f"{self.method} {self.starts}"

    def get_absolute_url(self) -> str:
        """Where whoever made it goes on: an office to the slip or the next resident, a person to their
        profile."""
        if self.method != self.Method.OFFICE:
            return reverse("people:me")
        if self.person is not None and self.person.account_id is None:
            return reverse("people:give_slip", args=[self.pk])
        return reverse("people:verify_resident")


class ExpiryLetter(Personal):
    """That somebody was told that their confirmation ends soon."""

    verification = models.OneToOneField(
        Verification, on_delete=models.CASCADE, related_name="expiry_letter"
    )
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.verification_id)


class Slip(Personal):
    """A paper with which somebody without an account later joins what is known of them to one.

    number: printed on it; an office finds the person by it. key: keyed hash of the code beside it, which
    serves once, until `ends`. given_by: the person who gave it, and so has seen the code.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="slips")
    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    roll_key = models.CharField(max_length=8)
    given_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    given_on = models.DateField()
    ends = models.DateField()
    joined_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.number


class CensusEntry(Personal):
    """One line of the list of residents, kept only as keyed hashes of what a person must know.

    key: HMAC of the folded document number and birth date; nothing on the list can be read back.
    roll_key: the name of the key it is hashed under (`roll_keys`). used_by: whom it confirmed; it serves
    nobody else.
    """

    key = models.CharField(max_length=64, unique=True)
    roll_key = models.CharField(max_length=8)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    used_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="census_entries"
    )

    def __str__(self) -> str:
        return self.key[:8]


class LetterCode(Personal):
    """A code sent in a letter to somebody on the roll: kept as a keyed hash, good once, until a day.

    number: printed beside it, so that guesses at one letter can be counted. Whom it was sent to is not kept.
    """

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64)
    roll_key = models.CharField(max_length=8)
    entry = models.ForeignKey(CensusEntry, on_delete=models.CASCADE, related_name="letters")
    written_on = models.DateField()
    ends = models.DateField()
    used_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.number


class ProviderIdentity(Personal):
    """Somebody as a sign-in provider knows them, kept as a keyed hash; it confirms one person only."""

    key = models.CharField(max_length=64, unique=True)
    roll_key = models.CharField(max_length=8)
    used_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="provider_identities"
    )

    def __str__(self) -> str:
        return self.key[:8]
