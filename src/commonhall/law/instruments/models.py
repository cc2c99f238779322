"""Instruments, their provisions, and what a provision grants, forbids or demands.

Everything that grants anything is in force only while its own dates, its provision's and its
instrument's all say so; nothing is granted to a role, and nothing to everybody by a star.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, in_language
from commonhall.core.money import CurrencyField, Money, hall_currency, money_of
from commonhall.law import thresholds
from commonhall.people.bodies.models import Body, Office
from commonhall.places.models import Unit
from commonhall.ui.text import comma


class Rank(models.IntegerChoices):
    """Higher instruments have smaller numbers; a lower one cannot grant what a higher forbids."""

    CONSTITUTION = 1, _("constitution")
    LAW = 2, _("law")
    REGULATION = 3, _("regulation")
    LOCAL_RULE = 4, _("local rule")
    DECISION = 5, _("decision")


class Instrument(Governed):
    """A constitution, law, regulation, local rule or decision.

    above: entered from its official text; it stands above all law of this hall and is changed by none of it.
    is_charter: the hall's own first law, which it changes by the ways that the law itself says. work, expressed_on: the
    address of the act and the day of this text as its file says them, by which the same file is known again.
    """

    rank = models.PositiveSmallIntegerField(_("rank"), choices=Rank)
    code = models.CharField(_("short name"), max_length=60, unique=True)
    titles = models.JSONField(default=dict)
    adopted_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    starts = models.DateField(_("in force from"))
    ends = models.DateField(_("in force until"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    source = models.URLField(_("official text"), blank=True)
    above = models.BooleanField(default=False)
    is_charter = models.BooleanField(default=False)
    work = models.CharField(max_length=200, blank=True)
    expressed_on = models.DateField(null=True, blank=True)

    # Number of the whole place's unit, once it was asked for (`own_law.unit_of_instrument`).
    whole_place: int | None = None

    class Meta:
        verbose_name = _("instrument")
        constraints = [
            models.UniqueConstraint(
                "work", "expressed_on", condition=~models.Q(work=""), name="law_expression_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.titles)

    def get_absolute_url(self) -> str:
        return reverse("law:instrument", args=[self.pk])

    @property
    def height(self) -> int:
        """Smaller stands higher: what was entered from above comes before all law of this hall."""
        return self.rank - len(Rank) if self.above else self.rank

    @property
    def eli(self) -> str:
        """An address that stays, made as the European Legislation Identifier is: kind, year, short name."""
        kind = Rank(self.rank).name.lower().replace("_", "-")
        return reverse("law:eli", args=[kind, self.starts.year, self.code])

    def file_in(self, language: str) -> str:
        """Where its text in a language stands as Akoma Ntoso."""
        return f"{self.eli}{language}.xml"


def numbered(number: str) -> str:
    """A provision's number in the reader's language; one that is neither stays as it is."""
    kind, _space, rest = number.partition(" ")
    if kind == "Article" and rest.isdigit():
        return gettext("Article %(number)s") % {"number": rest}
    if kind == "Paragraph" and rest.isdigit():
        return gettext("Paragraph %(number)s") % {"number": rest}
    return number


class Majority(models.TextChoices):
    """How many votes in favour a resolution needs."""

    SIMPLE = "simple", _("more votes for than against")
    MEMBERS = "members", _("more than half of all members")
    TWO_THIRDS = "two-thirds", _("two thirds of the votes for and against")
    THREE_QUARTERS = "three-quarters", _("three quarters of the votes for and against")
    TWO_THIRDS_MEMBERS = "two-thirds-members", _("two thirds of all members")


class Provision(Governed):
    """One article or paragraph. Repealing it stops exactly the actions that rest on it.

    speaks_of: the powers and rights that can be granted by it; nothing else rests on it. entrenched: it is changed only
    with the majority it names and after the residents have voted for the very change.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="provisions")
    number = models.CharField(_("number"), max_length=40)
    texts = models.JSONField(default=dict)
    starts = models.DateField(_("in force from"))
    ends = models.DateField(_("in force until"), null=True, blank=True)
    speaks_of = models.JSONField(default=list)
    entrenched = models.BooleanField(default=False)
    majority = models.CharField(
        _("majority needed to change it"),
        max_length=20,
        choices=Majority,
        default=Majority.SIMPLE,
    )

    class Meta:
        verbose_name = _("provision")
        constraints = [models.UniqueConstraint("instrument", "number", name="law_provision_once")]

    def __str__(self) -> str:
        return f"{self.instrument.title}{comma()}{self.label}"

    @property
    def label(self) -> str:
        """Its number as the reader's language writes it: "Article 3", 第3条."""
        return numbered(self.number)

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def eli(self) -> str:
        """Its address that stays: the instrument's, and its number."""
        return f"{self.instrument.eli}{slug_of(self.number)}/"

    def get_absolute_url(self) -> str:
        return f"{self.instrument.get_absolute_url()}#provision-{self.pk}"


def slug_of(number: str) -> str:
    """A provision's number in an address: "Article 3a" → "article-3a"; it is never empty."""
    return slugify(number, allow_unicode=True) or "-".join(f"{ord(one):x}" for one in number)


class Competence(Governed):
    """A provision grants one public power to one body, for a territory, up to an amount.

    power: one that an action asks for; there is no wildcard. unit: the power reaches it and all within.
    most: money in minor units of its currency, null where there is no limit. office: only this office of the
    body may use it. together: a body of several offices uses it by resolution: with that majority, and with votes of more
    than `quorum` per cent of those who may vote, in so many readings; casting: the office whose vote decides a tie.
    others: it reaches what belongs to other bodies, too. urgent: so many members may use it at once when it cannot wait
    for a resolution, 0: none may; up to urgent_most in minor units; it lapses after urgent_days unless the body confirms it.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="competences")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="competences")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True)
    power = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    most = models.BigIntegerField(null=True, blank=True)
    currency = CurrencyField()
    together = models.BooleanField(default=False)
    majority = models.CharField(max_length=20, choices=Majority, default=Majority.SIMPLE)
    quorum = models.PositiveSmallIntegerField(default=50)
    readings = models.PositiveSmallIntegerField(default=1)
    casting = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    others = models.BooleanField(default=False)
    urgent = models.PositiveSmallIntegerField(default=0)
    urgent_days = models.PositiveSmallIntegerField(default=30)
    urgent_most = models.BigIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("body", "power", name="law_competence_lookup")]

    def __str__(self) -> str:
        return f"{self.power} → {self.body_id}"

    @property
    def money(self) -> Money | None:
        """Up to which amount."""
        return money_of(self.most, self.currency)

    def covers(self, minor: int) -> bool:
        """Does it reach an amount in the hall's currency? A limit in another one reaches none."""
        return self.most is None or (self.currency == hall_currency() and self.most >= minor)


class Right(Governed):
    """A provision grants a right to kinds of subject: what persons and organisations may do."""

    class Holder(models.TextChoices):
        PERSON = "person", _("every person")
        ORGANISATION = "organisation", _("every organisation with standing")
        OFFICE = "office", _("everybody in office")
        SYSTEM = "system", _("deadlines and timers")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="rights")
    right = models.CharField(max_length=60, db_index=True)
    holder = models.CharField(max_length=12, choices=Holder)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.right} ({self.holder})"


class Prohibition(Governed):
    """A provision forbids a power or right, in a territory: it blocks what rests on law of equal or lower rank.

    holders: kinds of subject for whom it is barred; empty: everybody. protects: the right it protects, in words.
    """

    class Holder(models.TextChoices):
        PERSON = "person", _("every person")
        ORGANISATION = "organisation", _("every organisation with standing")
        OFFICE = "office", _("everybody in office")
        SYSTEM = "system", _("deadlines and timers")

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="prohibitions")
    power = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    holders = models.JSONField(default=list)
    protects = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"no {self.power}"

    def bars(self, kind: str) -> bool:
        """Is it barred for a kind of subject? What bars an office bars its body, too."""
        return (
            not self.holders
            or kind in self.holders
            or (kind == "body" and "office" in self.holders)
        )


class Deadline(Governed):
    """A provision sets how many days a duty may take ("answer-cases": 14). working: working days count alone.

    matter: what the days are for alone, such as the code of a category of cases; "": for all others.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="deadlines")
    duty = models.CharField(max_length=60)
    matter = models.CharField(max_length=60, blank=True)
    days = models.PositiveSmallIntegerField()
    working = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.duty} {self.matter}".strip() + f": {self.days}"


class Threshold(Governed):
    """A provision sets how many signatures a matter needs ("recall-mandate"): a per cent of the confirmed
    residents of the place, and at least so many."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="thresholds")
    matter = models.CharField(max_length=60)
    per_cent = models.PositiveSmallIntegerField()
    least = models.PositiveBigIntegerField(default=1)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.matter}: {self.per_cent}%"

    @property
    def share(self) -> Any:
        """What it is a share of, in words, where it is none of residents; else ""."""
        return thresholds.SHARES.get(self.matter, "")

    @property
    def holds_from(self) -> Any:
        """What holds from an amount on, in words, where it is an amount; else ""."""
        return thresholds.SUMS.get(self.matter, "")

    @property
    def sum(self) -> Money:
        return Money(self.least, hall_currency())
