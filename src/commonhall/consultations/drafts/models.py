"""Draft texts that are written together: paragraphs, comments, amendments."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.speakers import Spoken
from commonhall.core.models import Governed
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit


class Draft(Governed):
    """A text a body puts up to be commented and amended. edition: grows with each change."""

    SEALED = ("title", "text")

    class State(models.TextChoices):
        OPEN = "open", _("open for comments and amendments")
        FINAL = "final", _("final text")

    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what it is about"), blank=True, max_length=4000)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    closes_on = models.DateField(_("last day"))
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    edition = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft text")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:draft", args=[self.pk])


class Paragraph(Governed):
    """One paragraph; each change of its words is a version. Removed ones keep their place."""

    SEALED = ("text",)

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="paragraphs")
    place = models.PositiveIntegerField()
    text = models.TextField(max_length=8000)
    edition = models.PositiveIntegerField(default=1)
    removed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "place"], name="paragraph_place")]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.place}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:paragraph", args=[self.pk])


class Comment(Spoken, Governed):
    """What somebody says to a paragraph."""

    SEALED = ("text", "person")

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("comment"), max_length=2000)
    hidden_for = models.CharField(max_length=12, blank=True)
    hidden_by = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"comment {self.paragraph_id}"

    @property
    def shown(self) -> str:
        """The words, or why there are none."""
        return str(_("Hidden by moderation")) if self.is_hidden else self.text

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_for)

    @property
    def asked_in(self) -> Draft:
        return self.paragraph.draft

    def hiding(self) -> CommentAppeal | None:
        """Its hiding once there was an appeal; before, the comment itself says who hid it and why."""
        rows = CommentAppeal.objects.filter(comment=self)
        return rows.select_related("body", "decided_by").first()

    def get_absolute_url(self) -> str:
        return f"{self.paragraph.get_absolute_url()}#c{self.pk}"


class CommentAppeal(Hiding, Governed):
    """The writer of a hidden comment asks another body to look at it. text, at: the appeal's."""

    SEALED = ("text", "answer")

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="appeal")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"appeal {self.comment_id}"

    @property
    def appeal(self) -> str:
        return self.text

    @property
    def appealed_at(self) -> datetime:
        return self.at


class Amendment(Spoken, Governed):
    """Other words for a paragraph. text: "" strikes it out. before: the words it would replace."""

    SEALED = ("text", "before", "reason", "answer", "person")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        TAKEN_UP = "taken_up", _("agreed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField(_("new text"), max_length=8000, blank=True)
    before = models.TextField(blank=True)
    reason = models.TextField(_("why"), max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField(_("why"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"amendment {self.paragraph_id}"

    def get_absolute_url(self) -> str:
        return reverse("consultations:amendment", args=[self.pk])

    @property
    def tone(self) -> str:
        return {"open": "waiting", "taken_up": "good", "refused": "bad"}.get(self.state, "neutral")
