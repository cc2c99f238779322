"""Tables of rollup."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from commonhall.core.models import Derived
from commonhall.evaluation.indicators.facts import Fact


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
            models.UniqueConstraint(fields=["case", "month"], name="evaluation_case_month_once")
        ]
        indexes = [
            models.Index(fields=["unit", "month"], name="evaluation_month_of_unit"),
            models.Index(fields=["body", "month"], name="evaluation_month_of_body"),
            models.Index(
                fields=["turns_on"],
                condition=models.Q(turns_on__isnull=False),
                name="evaluation_turns_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.month}"

    def fact(self, known: date) -> Fact:
        """The fact, as known on a day before it turns."""
        return Fact(
            self.case,
            self.unit,
            self.body,
            self.raised,
            self.done,
            self.called_back,
            self.solved,
            self.satisfied,
            self.on_time,
            self.days_to_answer,
            self.days_to_done,
            (known - self.raised_on).days,
        )


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
                fields=["by", "month", "measure", "number"], name="evaluation_tally_once"
            )
        ]
        indexes = [models.Index(fields=["by", "number", "month"], name="evaluation_tally_of")]

    def __str__(self) -> str:
        return f"{self.by} {self.number} {self.month} {self.measure}"


class Unfolded(Derived):
    """Something happened to a case that the tallies do not know of yet. One plain row an action."""

    case = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.case)


class Folds(Derived):
    """One row: how often the tallies were changed. A process that changes them holds it meanwhile. zone: in which the days and
    months of the tallies begin."""

    count = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return str(self.count)
