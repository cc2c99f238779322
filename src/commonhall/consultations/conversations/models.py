"""Conversations: what is asked, the briefing, statements and votes, the report and its answers."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import ImportRun
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.speakers import Speaker, Spoken
from commonhall.core.models import Derived, Governed, Personal
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Conversation(Governed):
    """An office asks those concerned about a matter, in a place, from one day to another.

    about: ref of the matter ("cases.source:3"), "" for none. closes_on: the last day for votes.
    residents_only: persons take part once confirmed as residents. reported: held in another system.
    """

    IMPORTED = True
    SEALED = ("title", "question")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed, waiting for answers")
        ANSWERED = "answered", _("closed and answered")

    title = models.CharField(_("title"), max_length=160)
    question = models.TextField(_("what is asked"), blank=True, max_length=4000)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("who asks"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    residents_only = models.BooleanField(_("confirmed residents only"), default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    origin = models.URLField(blank=True)
    reported = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True)

    class Meta:
        verbose_name = _("conversation")
        indexes = [models.Index(fields=["state", "-id"], name="conversation_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:conversation", args=[self.pk])

    def runs(self, today: date) -> bool:
        """May one take part today?"""
        return self.state == self.State.OPEN and self.opens_on <= today <= self.closes_on

    def phase(self, today: date) -> str:
        """before, running, over (time run out, report to come), closed or answered."""
        if self.state != self.State.OPEN:
            return self.state
        return (
            "before" if today < self.opens_on else "over" if today > self.closes_on else "running"
        )


PHASES = {
    "before": (_("opens soon"), "neutral"),
    "running": (_("open: take part"), "waiting"),
    "over": (_("ended, report to come"), "warn"),
    "closed": (_("closed, waiting for answers"), "info"),
    "answered": (_("closed and answered"), "good"),
    "reported": (_("held in another system"), "neutral"),
}


class Argument(Spoken, Governed):
    """One argument of the briefing: who gave it, and where it comes from."""

    SEALED = ("text", "source", "person")

    class Side(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        OTHER = "other", _("another way")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="arguments"
    )
    side = models.CharField(_("side"), max_length=8, choices=Side)
    text = models.TextField(_("argument"), max_length=1000)
    source = models.CharField(_("where it comes from"), max_length=300)

    def __str__(self) -> str:
        return f"{self.side} {self.conversation_id}"


class Statement(Spoken, Governed):
    """One short sentence to agree or disagree with. Hidden ones keep their votes, not their words.

    joined_to: the statement that says the same in other words or another language, with which this one is one now: its
    votes count there, once a participant.
    """

    IMPORTED = True
    SEALED = ("text", "person")

    class State(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden by moderation")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        JOINED = "joined", _("joined with its twin")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="statements"
    )
    joined_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="twins")
    text = models.CharField(_("statement"), max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.SHOWN)
    reported = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("statement")
        indexes = [models.Index(fields=["conversation", "-id"], name="statement_list")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The words, or why there are none."""
        if self.is_readable:
            return self.text or str(_("Text erased at the author's request"))
        return str(
            _("Hidden by moderation")
            if self.state == self.State.HIDDEN
            else _("Withdrawn by its author")
        )

    @property
    def is_hidden(self) -> bool:
        return self.state == self.State.HIDDEN

    @property
    def is_readable(self) -> bool:
        """May anybody read its words? Those of a twin stand beside the statement it was joined with."""
        return self.state in (self.State.SHOWN, self.State.JOINED)

    @property
    def asked_in(self) -> Conversation:
        return self.conversation

    @property
    def run_id(self) -> int | None:
        """The import that brought it; nobody sees it before that is closed."""
        return self.conversation.run_id

    def hiding(self) -> Moderation | None:
        """The last time it was hidden, with the appeal there may be."""
        return self.moderations.select_related("body", "decided_by").order_by("-pk").first()

    def get_absolute_url(self) -> str:
        return reverse("consultations:statement", args=[self.pk])


class Participant(Personal):
    """A subject within one conversation. subject: the actor's ref; "" once erased or imported.

    number: the pseudonym of an imported participant. unit: where a resident lives, if known.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="participants"
    )
    speaker = models.CharField(max_length=12, choices=Speaker)
    subject = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True)
    number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "subject"],
                condition=~models.Q(subject=""),
                name="takes_part_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "number"],
                condition=~models.Q(number=""),
                name="imported_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker} {self.conversation_id}"


class StatementVote(Personal):
    """A participant's vote: 1 agree, −1 disagree, 0 pass. Never on the record by person.

    salt, leaf: made at closing; the closing entry holds the Merkle root over all leaves, and the
    voter can show that their vote is in it. Erasing a person empties value and salt, not the leaf.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="votes")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="votes")
    value = models.SmallIntegerField(null=True)
    salt = models.CharField(max_length=32, blank=True)
    leaf = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="vote_once")
        ]
        indexes = [
            models.Index(fields=["conversation", "participant", "statement"], name="vote_order")
        ]

    def __str__(self) -> str:
        return f"{self.statement_id}"


class Showing(Personal):
    """A participant was shown a statement, first at this time: so that the reach of each statement is known, and not
    only who voted. Published are counts by statement, never persons."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="showings")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="showings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("statement", "participant", name="shown_once")]

    def __str__(self) -> str:
        return f"{self.statement_id}"


class Moderation(Hiding, Governed):
    """A statement was hidden, with a note to whoever wrote it."""

    SEALED = ("note", "appeal", "answer")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="moderations")
    note = models.CharField(_("note to the author"), max_length=500, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    at = models.DateTimeField()
    appeal = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.reason} {self.statement_id}"


class Report(Governed):
    """What a conversation brought, frozen at its closing. content: see `consultations.reports`."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, related_name="report"
    )
    content = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report {self.conversation_id}"


class Response(Governed):
    """What the office says to one piece of common ground."""

    SEALED = ("text",)

    class Verdict(models.TextChoices):
        TAKEN_UP = "taken_up", _("agreed")
        REFUSED = "refused", _("refused")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="responses"
    )
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="response")
    verdict = models.CharField(_("answer"), max_length=10, choices=Verdict)
    text = models.TextField(_("why"), max_length=4000)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verdict} {self.statement_id}"


class OpinionCache(Derived):
    """The opinion map as last computed. votes: of how many votes; seconds: what it took.

    content: what pages show; places: participant id → [x, y, group]; picture: the drawn dots.
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.PROTECT, primary_key=True, related_name="opinion"
    )
    votes = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField(default=0)
    statements = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    content = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    picture = models.TextField(default="")

    def __str__(self) -> str:
        return str(self.conversation_id)
