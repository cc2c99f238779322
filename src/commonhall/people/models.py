"""Who there is: accounts and persons (personal), bodies, offices, organisations (public)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.acts.models import Governed, Named, Personal, in_language
from commonhall.places.models import Unit


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by sign-up or by an operator; there is no superuser."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, Personal):
    """A way to sign in. It carries no power: what somebody may do follows from person and office."""

    email = models.EmailField(_("e-mail address"), unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, blank=True)
    mail_notifications = models.BooleanField(_("send me e-mail"), default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


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


class CensusEntry(Personal):
    """One line of the list of residents, kept only as keyed hashes of what a person must know.

    key: HMAC of the folded document number and birth date; nothing on the list can be read back.
    """

    key = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    used_by = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True)

    def __str__(self) -> str:
        return self.key[:8]


class WithDuties(models.Model):
    """Has duties in several languages."""

    duties = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.duty

    @property
    def duty(self) -> str:
        return in_language(self.duties)


class Body(Named, WithDuties, Governed):  # noqa: DJ008  (Named has it)
    """A public body: council, department, agency. `system` is the hall's own timers."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("council")
        DEPARTMENT = "department", _("department")
        AGENCY = "agency", _("agency")
        REVIEWER = "reviewer", _("independent reviewer")
        SYSTEM = "system", _("deadlines and timers")

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("body")


class Office(Named, WithDuties, Governed):  # noqa: DJ008
    """A post within a body: a name with duties. It confers no rank."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    code = models.CharField(max_length=60, unique=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("office")


class OfficeTerm(Governed):
    """Who holds an office, from when to when."""

    SEALED = ("person",)

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="terms")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="terms")
    starts = models.DateField()
    ends = models.DateField()
    ended_early_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="term_forward")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.starts}–{self.ends}"


class Organisation(Named, Governed):
    """A social organisation: association, co-operative, foundation, company, neighbourhood group.

    identifier: an org-id.guide identifier ("GB-CHC-1234567"), "" when it has none.
    """

    SEALED = ("email", "purpose")

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        RECOGNISED = "recognised", _("recognised, has standing")
        SUSPENDED = "suspended", _("standing suspended")
        ENDED = "ended", _("dissolved")

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        COOPERATIVE = "cooperative", _("co-operative")
        FOUNDATION = "foundation", _("foundation")
        COMPANY = "company", _("company")
        UNION = "union", _("trade union")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood group")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    identifier = models.CharField(_("register number"), max_length=80, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("where it works"))
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    class Meta:
        verbose_name = _("organisation")

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return {"recognised": "good", "suspended": "warn", "ended": "neutral"}.get(
            self.state, "waiting"
        )


class Membership(Governed):
    """A person may speak for an organisation."""

    SEALED = ("person",)

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="memberships"
    )
    starts = models.DateField()
    ends = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts}"


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


class ApiToken(Personal):
    """A key with which a program acts for an account; only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return self.name
