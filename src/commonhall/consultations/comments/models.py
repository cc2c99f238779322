"""Tables of debates: comments on a thing, and who found them useful.

A comment in a debate is a `Remark`, because `Comment` is what is said to a paragraph of a draft text.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.speakers import Spoken
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person

# How long a writer may correct their own words, until somebody answers or marks them.
EDITABLE = timedelta(hours=1)


class Remark(Spoken, Governed):
    """A comment in the debate on a thing, or a reply to one.

    about: ref of the thing. parent: the comment it replies to; a reply has no reply of its own. side: "" where the thing
    has no sides, and for replies. edited_at: when its writer last corrected it. withdrawn_at: when they took it back; the
    words are gone then. hidden_for: the reason of moderation, "" while it is shown. useful: residents who marked it so
    now; replies: how many there are.
    """

    SEALED = ("text", "person")
    UNVERSIONED = ("useful", "replies")

    class Side(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        QUESTION = "question", _("question")

    about = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="answered_by"
    )
    side = models.CharField(max_length=8, choices=Side, blank=True)
    text = models.TextField(_("comment"), max_length=2000)
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    hidden_for = models.CharField(max_length=12, blank=True)
    hidden_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    useful = models.PositiveIntegerField(default=0)
    replies = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("comment")
        indexes = [
            models.Index(fields=["about", "-id"], name="remark_newest"),
            models.Index(fields=["about", "-useful", "-id"], name="remark_useful"),
            models.Index(fields=["person", "-at"], name="remark_person"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_for)

    @property
    def is_shown(self) -> bool:
        """Are there words that anybody may read?"""
        return not self.hidden_for and self.withdrawn_at is None and bool(self.text)

    @property
    def shown(self) -> str:
        """The words, or why there are none."""
        if self.hidden_for:
            return str(_("Hidden by moderation"))
        if self.withdrawn_at is not None:
            return str(_("Withdrawn by its writer"))
        return self.text or str(_("Erased at the request of its writer"))

    @property
    def hidden_reason(self) -> str:
        return str(Hiding.Reason(self.hidden_for).label) if self.hidden_for else ""

    @property
    def side_tone(self) -> str:
        return {"for": "good", "against": "bad", "question": "info"}.get(self.side, "neutral")

    @property
    def asked_in(self) -> Any:
        """The thing it is about."""
        return refs.thing(self.about)

    def editable(self, now: datetime) -> bool:
        """Is it still so new, and unanswered, that its writer may correct it?"""
        fresh = now - self.at < EDITABLE
        return fresh and self.is_shown and not self.replies and not self.useful

    def hiding(self) -> RemarkAppeal | None:
        """Its hiding once there was an appeal; before, the comment itself says who hid it and why."""
        rows = RemarkAppeal.objects.filter(remark=self)
        return rows.select_related("body", "decided_by").first()

    def get_absolute_url(self) -> str:
        return reverse("consultations:remark", args=[self.pk])


class UsefulMark(Governed):
    """A resident finds a comment useful. Public is how many do, never who. taken_back_on: None while it counts."""

    SEALED = ("person",)

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("useful mark")
        constraints = [
            models.UniqueConstraint(
                fields=["remark", "person"], condition=~Q(person=None), name="useful_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"

    def get_absolute_url(self) -> str:
        return self.remark.get_absolute_url()


class RemarkAppeal(Hiding, Governed):
    """The writer of a hidden comment asks another body to look at it. text, at: the appeal's."""

    SEALED = ("text", "answer")

    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="appeal")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal {self.remark_id}"

    @property
    def appeal(self) -> str:
        return self.text

    @property
    def appealed_at(self) -> datetime:
        return self.at

    def get_absolute_url(self) -> str:
        return self.remark.get_absolute_url()
