"""Tables of amendments to motions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed, in_language
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.people.bodies.models import Office, OfficeTerm


class MotionAmendment(Governed):
    """A member wants other words in a motion, or other values of what it does; voted on before the motion.

    wording: that of the motion which it changes. texts: the motion's new words; paragraph: which one it changes, counted
    from one, null where it is the whole text; old, words: what stood there, and what would, by language. given: the form of the action it
    holds, as it would be sent then.
    """

    SEALED = ("given",)

    class State(models.TextChoices):
        OPEN = "open", _("before the body")
        PASSED = "passed", _("agreed")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OVERTAKEN = "overtaken", _("overtaken by another amendment")

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="amendments")
    by_office = models.ForeignKey(Office, on_delete=models.PROTECT)
    wording = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    paragraph = models.PositiveSmallIntegerField(null=True)
    old = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    given = models.JSONField(default=dict)
    reasons = models.TextField(_("why"), max_length=4000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    counted = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("amendment")
        indexes = [models.Index(fields=["motion", "state"], name="decisions_amendments_of")]

    def __str__(self) -> str:
        return self.reasons[:80]

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def tone(self) -> str:
        known: dict[Any, str] = {"passed": "good", "open": "waiting"}
        return known.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return reverse("decisions:motion", args=[self.motion_id]) + f"#amendment-{self.pk}"


class AmendmentVote(Governed):
    """How one office voted on an amendment. term: whose vote it is, as in `RollCallVote`."""

    amendment = models.ForeignKey(MotionAmendment, on_delete=models.PROTECT, related_name="votes")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    term = models.ForeignKey(OfficeTerm, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=8, choices=RollCallVote.Choice)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("amendment", "office", name="decisions_amendment_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.choice}"
