"""Definitions of rates, series of values, frameworks, editions, and what people say of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.acts.models import Derived, Governed, Named, Personal, in_language
from commonhall.evaluate.facts import Fact
from commonhall.people.models import Body, Office, Organisation, Person
from commonhall.places.models import Unit


class Definition(Named, Governed):
    """How a rate is counted, from a day on: a scheme's rates are changed by dating a new definition.

    formula: see `formulas`. citation, source: the law or paper it is taken from.
    """

    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    formula = models.JSONField(default=dict)
    citation = models.CharField(_("taken from"), max_length=300, blank=True)
    source = models.URLField(_("official text"), blank=True)
    starts = models.DateField(_("in force from"))

    class Meta:
        constraints = [
            models.UniqueConstraint("scheme", "code", "starts", name="evaluate_definition_once")
        ]
        verbose_name = _("definition of a rate")

    def get_absolute_url(self) -> str:
        return f"{reverse('evaluate:definitions')}#definition-{self.pk}"


class Series(Named, Governed):
    """Something measured again and again, place by place: air, income, years of schooling.

    body: who reports it. measured_in: the unit of measure, by language. up: more is better.
    """

    code = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    measured_in = models.JSONField(default=dict)
    up = models.BooleanField(default=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("reported by"))
    citation = models.CharField(_("taken from"), max_length=300, blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("series")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def unit_word(self) -> str:
        return in_language(self.measured_in)

    def get_absolute_url(self) -> str:
        return reverse("evaluate:series", args=[self.code])


class Value(Governed):
    """One value of a series, in one place, for one day. asked: how many were asked; null: no sample.

    A correction is a newer row for the same place and day: what an edition once rested on stays.
    """

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="values")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=6)
    asked = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["series", "unit", "on"], name="evaluate_value_at")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.unit_id} {self.on}"

    @property
    def shown(self) -> Decimal:
        return self.value.normalize()


class Framework(Named, Governed):
    """What is measured and how it is put together: a pack of TOML, see `packs`.

    revision: counts its changes; the editions of a year are computed anew under each. every, of: how
    often an edition appears, and what it compares.
    """

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    class Of(models.TextChoices):
        DISTRICTS = "districts", _("districts")
        BODIES = "bodies", _("bodies")
        RESPONDENTS = "respondents", _("who was asked")

    code = models.CharField(max_length=40, unique=True)
    texts = models.JSONField(default=dict)
    pack = models.TextField()
    every = models.CharField(max_length=8, choices=Every)
    of = models.CharField(max_length=12, choices=Of)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    starts = models.DateField(_("first counted from"))
    revision = models.PositiveIntegerField(default=0)
    ended_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("framework")

    @property
    def text(self) -> str:
        return in_language(self.texts)

    def get_absolute_url(self) -> str:
        return reverse("evaluate:framework", args=[self.code])


class Edition(Governed):
    """What a framework gave for one span of time. Published by the clock; nobody holds it back.

    inputs: every measured value with how many it rests on. weights: as residents' votes made them.
    outcome: ranks with ranges, floors, reasons, growth; all follows from pack, inputs and seed.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    revision = models.PositiveIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    published_at = models.DateTimeField()
    pack = models.TextField()
    inputs: Any = models.JSONField(default=dict)
    weights: Any = models.JSONField(default=dict)
    outcome: Any = models.JSONField(default=dict)
    seed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("framework", "revision", "starts", name="evaluate_edition_once")
        ]
        indexes = [
            models.Index(
                fields=["framework", "-starts", "-revision"], name="evaluate_newest_edition"
            )
        ]
        verbose_name = _("edition")

    def __str__(self) -> str:
        return f"{self.framework_id} {self.starts}"

    def get_absolute_url(self) -> str:
        return reverse("evaluate:edition", args=[self.pk])


class WeightVote(Personal):
    """How one resident would share 100 points among a framework's parts. Changed as often as wished."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    points = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("framework", "person", name="evaluate_weigh_once")]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Mark(Governed):
    """What an office says of one indicator of a self-assessment, 0 to 4, with its evidence.

    group: officials, or councillors. evidence: where anybody can check it, an address or a ref.
    """

    SEALED = ("text",)

    class Group(models.TextChoices):
        OFFICIALS = "officials", _("officials")
        COUNCILLORS = "councillors", _("councillors")

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="marks")
    indicator = models.CharField(max_length=40)
    group = models.CharField(max_length=12, choices=Group)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    value = models.PositiveSmallIntegerField()
    text = models.TextField(_("why"), blank=True)
    evidence = models.CharField(_("where to check it"), max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["framework", "indicator", "-at"], name="evaluate_newest_mark")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class ResidentMark(Personal):
    """What one resident says of the same indicator; shown only as a mean of many."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="resident_marks"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    indicator = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("framework", "person", "indicator", name="evaluate_mark_once")
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"


class Reply(Governed):
    """What a body, or an organisation, says to an edition: what will be done about it.

    about: the ref of the part of the plan that follows from it, "" if none does yet.
    """

    SEALED = ("text",)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    text = models.TextField(_("what will be done"))
    about = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d}"


# --- the roll-up: what every rate is read from; all of it can be counted anew ------------------------
class CaseMonth(Derived):
    """What is so of one case in one month, and what of it is in the tallies.

    month: its first day. raised … days_to_done: as in `facts.Fact`. adds: measure → [counted, asked].
    turns_on: the first day on which time alone changes it; null once it is settled.
    """

    case = models.BigIntegerField()
    month = models.DateField()
    unit = models.BigIntegerField()
    body = models.BigIntegerField()
    raised = models.BooleanField()
    done = models.BooleanField()
    called_back = models.BooleanField()
    solved = models.BooleanField()
    satisfied = models.CharField(max_length=8, blank=True)
    on_time = models.BooleanField(null=True)
    days_to_answer = models.IntegerField(null=True)
    days_to_done = models.IntegerField(null=True)
    raised_on = models.DateField()
    adds: Any = models.JSONField(default=dict)
    turns_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "month"], name="evaluate_case_month_once")
        ]
        indexes = [
            models.Index(fields=["unit", "month"], name="evaluate_month_of_unit"),
            models.Index(fields=["body", "month"], name="evaluate_month_of_body"),
            models.Index(
                fields=["turns_on"],
                condition=models.Q(turns_on__isnull=False),
                name="evaluate_turns_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.month}"

    def fact(self, known: date) -> Fact:
        """The fact, as known on a day before it turns."""
        return Fact(
            self.case, self.unit, self.body, self.raised, self.done, self.called_back, self.solved,
            self.satisfied, self.on_time, self.days_to_answer, self.days_to_done,
            (known - self.raised_on).days,
        )  # fmt: skip


class Tally(Derived):
    """The sum of what the cases of a place, a body or all add to one measure in one month (see `tallies`).

    by, number: "unit" or "body" and its id, or "all" and 0. counted: in millionths.
    """

    class By(models.TextChoices):
        UNIT = "unit"
        BODY = "body"
        ALL = "all"

    month = models.DateField()
    by = models.CharField(max_length=4, choices=By)
    number = models.BigIntegerField()
    measure = models.CharField(max_length=20)
    counted = models.BigIntegerField()
    asked = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "month", "measure", "number"], name="evaluate_tally_once"
            )
        ]
        indexes = [models.Index(fields=["by", "number", "month"], name="evaluate_tally_of")]

    def __str__(self) -> str:
        return f"{self.by} {self.number} {self.month} {self.measure}"


class Unfolded(Derived):
    """Something happened to a case that the tallies do not know of yet. One plain row an act."""

    case = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.case)


class Folds(Derived):
    """One row: how often the tallies were changed. Whoever changes them holds it meanwhile."""

    count = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.count)
