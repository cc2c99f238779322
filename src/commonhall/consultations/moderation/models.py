"""What hiding somebody's words leaves behind, and what words that may be hidden have in common."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person


class Hiding(models.Model):
    """Words hidden for a published reason; whoever wrote them may appeal once, to another body.

    Statements and comments keep rows of their own shape, as the record committed to them; `appeal` and
    `appealed_at` are the words of the appeal and its moment in both. body: who hid them.
    """

    class Reason(models.TextChoices):
        OFF_TOPIC = "off-topic", _("not about what is asked")
        INSULT = "insult", _("insults or degrades people")
        PRIVATE = "private", _("names private persons or their affairs")
        DUPLICATE = "duplicate", _("repeats another statement")
        SEVERAL = "several", _("says several things at once")
        UNLAWFUL = "unlawful", _("unlawful")

    class Verdict(models.TextChoices):
        UPHELD = "upheld", _("upheld: it stays hidden")
        OVERTURNED = "overturned", _("overturned: it is shown again")

    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    answer = models.CharField(_("why"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def tone(self) -> str:
        return "good" if self.verdict == self.Verdict.OVERTURNED else "neutral"


class WordsReport(Governed):
    """Somebody asks the moderators to look at words. Who did is sealed, and shown to nobody.

    about: ref of the words. outcome: "" until an office has looked at them.
    """

    SEALED = ("person", "note")

    class Outcome(models.TextChoices):
        HIDDEN = "hidden", _("hidden")
        KEPT = "kept", _("left as it is")

    about = models.CharField(max_length=80)
    reason = models.CharField(_("reason"), max_length=12, choices=Hiding.Reason)
    note = models.CharField(_("note"), max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("report of words")
        constraints = [
            models.UniqueConstraint(
                fields=["about", "person"], condition=~Q(person=None), name="words_report_once"
            )
        ]
        indexes = [
            models.Index(fields=["about"], condition=Q(outcome=""), name="words_report_waits")
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:reported_words")


class Withheld(Hiding, Governed):
    """Words or photos that moderation took out of a thing of another room; what stood there is kept here under seal.

    The thing's own fields are empty meanwhile, so that no page, table, program or letter can say them. about: ref of the
    thing. original: its fields as JSON, from name to value. author: whose they are, so that they go with the account.
    body: who hid them. shown_at: since when they stand in the thing again.
    """

    SEALED = ("original", "author", "appeal", "answer")

    class What(models.TextChoices):
        TEXT = "text", _("the text")
        PHOTOS = "photos", _("the photos")
        ALL = "all", _("the text and the photos")

    about = models.CharField(max_length=80, db_index=True)
    what = models.CharField(max_length=8, choices=What)
    original = models.TextField(blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appeal = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hidden part")

    def __str__(self) -> str:
        return f"hidden {self.pk}"

    @property
    def hidden_reason(self) -> str:
        return str(Hiding.Reason(self.reason).label)

    @property
    def hides_text(self) -> bool:
        return self.what != self.What.PHOTOS

    def get_absolute_url(self) -> str:
        return reverse("consultations:withheld", args=[self.pk])
