"""What a panel reads, hears and says: materials, witnesses, recommendations with the votes on them, and the answers."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.speakers import Spoken
from commonhall.core import clock
from commonhall.core.models import Governed
from commonhall.decisions.panels.models import Member, Panel


class Material(Governed):
    """Something a panel reads. source: where it can be read; about: ref of a thing here, such as a briefing. member: who added
    it; none: the office."""

    SEALED = ("title", "text", "source")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it says"), blank=True, max_length=4000)
    source = models.URLField(_("source"), blank=True, max_length=400)
    about = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("material of a panel")

    def __str__(self) -> str:
        return self.title


class Witness(Spoken, Governed):
    """Somebody proposed to be heard by a panel; person, organisation or office: who proposed them. approvals: of members, counted
    when the panel chose; round: in which choosing."""

    SEALED = ("name", "text", "interests", "person")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CHOSEN = "chosen", _("chosen by the panel")
        NOT_CHOSEN = "not-chosen", _("not chosen")
        INVITED = "invited", _("invited")
        HEARD = "heard", _("heard")
        UNABLE = "unable", _("could not come")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="proposed_witnesses")
    name = models.CharField(_("name"), max_length=160)
    text = models.TextField(_("what they can tell"), max_length=1000)
    interests = models.TextField(_("interests"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    approvals = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("witness proposed to a panel")

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        return {"heard": "good", "chosen": "good", "invited": "info", "proposed": "waiting"}.get(
            self.state, "neutral"
        )


class WitnessApproval(Governed):
    """A member wants to hear a witness. Who it is stays sealed."""

    SEALED = ("member",)

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="approved_by")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("approval of a witness")
        constraints = [models.UniqueConstraint("witness", "member", name="decisions_approve_once")]

    def __str__(self) -> str:
        return f"{self.witness_id}"


class Recommendation(Governed):
    """What a panel recommends. member: who drafted it. votes_until: the last day of the vote; yes, no, abstained: counted then;
    needed: the share in favour that the law asked for, in per cent. due_on: by when the body answers."""

    SEALED = ("title", "text", "answer")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        VOTING = "voting", _("put to the vote")
        ADOPTED = "adopted", _("adopted, waiting for an answer")
        REJECTED = "rejected", _("not adopted")
        ANSWERED = "answered", _("answered")

    class Verdict(models.TextChoices):
        TAKEN_UP = "taken_up", _("taken up")
        PARTLY = "partly", _("taken up in part")
        REFUSED = "refused", _("refused")

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("recommendation"), max_length=8000)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField()
    amended = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    votes_until = models.DateField(null=True)
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    abstained = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=8000)
    led_to = models.CharField(max_length=80, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("recommendation of a panel")
        constraints = [
            models.UniqueConstraint("panel", "number", name="decisions_recommendation_once")
        ]

    def __str__(self) -> str:
        return self.shown_title

    def get_absolute_url(self) -> str:
        return reverse("decisions:recommendation", args=[self.pk])

    @property
    def public(self) -> bool:
        """Are its words everybody's to read? What a panel has not adopted is its members' own paper."""
        return self.state in (self.State.ADOPTED, self.State.ANSWERED)

    @property
    def shown_title(self) -> str:
        """Its title as everybody may read it."""
        if self.public:
            return self.title
        return gettext("Recommendation %(number)d") % {"number": self.number}

    @property
    def votes(self) -> bool:
        """Can members vote on it today?"""
        return (
            self.state == self.State.VOTING
            and self.votes_until is not None
            and clock.today() <= self.votes_until
        )

    @property
    def tone(self) -> str:
        if self.state == self.State.ANSWERED:
            tones = {"taken_up": "good", "partly": "info", "refused": "bad"}
            return tones.get(self.verdict, "neutral")
        return {"voting": "info", "adopted": "waiting"}.get(self.state, "neutral")

    @property
    def standing(self) -> str:
        """How it stands, in words: once it is answered, how."""
        if self.state == self.State.ANSWERED:
            return self.get_verdict_display()
        return self.get_state_display()

    @property
    def late(self) -> bool:
        return (
            self.state == self.State.ADOPTED
            and self.due_on is not None
            and self.due_on < clock.today()
        )


class RecommendationVote(Governed):
    """What a member says to a recommendation; who it is stays sealed, what they said is counted by everybody."""

    SEALED = ("member",)

    class Choice(models.TextChoices):
        YES = "yes", _("in favour")
        NO = "no", _("against")
        ABSTAIN = "abstain", _("no opinion")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="votes_cast"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    choice = models.CharField(max_length=8, choices=Choice)

    class Meta:
        verbose_name = _("vote on a recommendation")
        constraints = [
            models.UniqueConstraint("recommendation", "member", name="decisions_member_votes_once")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}"


class MinorityNote(Governed):
    """Why a member sees it otherwise; published with the recommendation, without their number."""

    SEALED = ("text", "member")

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="notes"
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True)
    text = models.TextField(_("minority note"), max_length=2000)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("minority note")

    def __str__(self) -> str:
        return f"{self.recommendation_id}"


class FollowUp(Governed):
    """What became of a recommendation that was taken up: told by the body after the days the law sets."""

    SEALED = ("text",)

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.PROTECT, related_name="follow_up"
    )
    due_on = models.DateField()
    text = models.TextField(_("what became of it"), blank=True, max_length=4000)
    said_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("follow-up of a recommendation")

    def __str__(self) -> str:
        return f"{self.recommendation_id}"

    def get_absolute_url(self) -> str:
        return f"{self.recommendation.get_absolute_url()}#follow-up"
