"""Elections with their options, envelopes and published ballots; motions decided by roll-call."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.actions.models import ImportRun
from commonhall.core.models import Derived, Governed, Named, Personal, in_language
from commonhall.core.money import CurrencyField, Money, money_of
from commonhall.decisions.votes import rules
from commonhall.methods.beacons import rounds
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit

#: What becomes of the money that Equal Shares leaves over.
COMPLETIONS = {
    "none": _("money left over stays unspent"),
    "add1": _("money left over raises everybody's share"),
    "add1u": _("money left over raises everybody's share, then the most votes decide"),
    "greedy": _("money left over goes by most votes"),
    "phragmen": _("money left over goes by Phragmén's method"),
}


class WithTexts(models.Model):
    """Has a longer text in several languages."""

    texts = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def text(self) -> str:
        return in_language(self.texts)


class Election(Named, WithTexts, Governed):
    """One thing to be decided by vote: a budget shared among projects, or a question.

    budget: minor units, null for a question. need of the tellers open the envelopes; teller_keys: number →
    public key, set at the opening. most: options a ballot may name (0: any number), points it may give, or the highest
    score; seats: how many options of a question win; most_per_place: options of one place (0: any number). quorum: ballots below which nothing is decided.
    persons: its options are people who stand for offices (`seats`).
    prepared_on: since when those concerned can see it and argue; null where another system reported it.
    within_budget: what a ballot names may not cost more than the budget.
    threshold: per cent of ballots an option of a question needs, or of the votes for lists that a list needs. preference:
    per cent of its list's votes by which a candidate comes before the list's order; 0 where lists are closed. roll_day: whoever is on the roll on this day
    may vote; roll_last: the last line of the residents' list that was there then; null until it is frozen. eligible: on the
    roll, those admitted later among them; admitted: how many these are; erased: on the roll by their confirmation alone,
    and erased since. set_size, set_root: how many envelopes the record says stand at the close, and the Merkle root over
    their digests; nothing else is counted. void: of these, how many held no ballot. on_paper: who
    voted on paper, by their marks on the roll; paper_in: of their ballots, those that two have read. destroyed: the files were searched, and hold nothing of its envelopes. turnout: [[code of a part of the place, how many
    envelopes], …] at the close, without classes so small that they tell of somebody.
    """

    IMPORTED = True

    class Kind(models.TextChoices):
        BUDGET = "budget", _("participatory budget")
        QUESTION = "question", _("question")

    class Form(models.TextChoices):
        APPROVAL = "approval", _("choose all you support")
        POINTS = "points", _("share points")
        RANKED = "ranked", _("put in order")
        SCORES = "scores", _("give each a score")

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        SCHEDULED = "scheduled", _("opens soon")
        OPEN = "open", _("open for voting")
        CLOSED = "closed", _("closed, being counted")
        OPENED = "opened", _("opened, result to follow")
        COUNTED = "counted", _("counted")
        ANNULLED = "annulled", _("annulled")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    form = models.CharField(_("ballot"), max_length=10, choices=Form)
    rule = models.CharField(_("counting rule"), max_length=12, choices=rules.choices)
    completion = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("who may vote"))
    budget = models.BigIntegerField(_("money"), null=True)
    currency = CurrencyField()
    most = models.PositiveIntegerField(default=0)
    quorum = models.PositiveIntegerField(default=0)
    threshold = models.PositiveSmallIntegerField(default=0)
    preference = models.PositiveSmallIntegerField(default=0)
    seats = models.PositiveSmallIntegerField(default=1)
    by_lot = models.BooleanField(default=False)
    persons = models.BooleanField(default=False)
    beacon: Any = models.JSONField(default=dict)
    lot: Any = models.JSONField(default=dict)
    tie_order: Any = models.JSONField(default=list)
    most_per_place = models.PositiveIntegerField(default=0)
    within_budget = models.BooleanField(default=False)
    prepared_on = models.DateField(null=True)
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    need = models.PositiveSmallIntegerField(default=0)
    teller_keys = models.JSONField(default=dict)
    roll_day = models.DateField(null=True)
    roll_last = models.PositiveBigIntegerField(null=True)
    eligible = models.PositiveIntegerField(default=0)
    set_size = models.PositiveIntegerField(null=True)
    set_root = models.CharField(max_length=64, blank=True)
    void = models.PositiveIntegerField(default=0)
    on_paper = models.PositiveIntegerField(default=0)
    paper_in = models.PositiveIntegerField(default=0)
    destroyed = models.BooleanField(default=False)
    admitted = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    turnout: Any = models.JSONField(default=list)
    reported = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True)

    class Meta:
        verbose_name = _("vote")

    @property
    def money(self) -> Money | None:
        """What is shared among the projects; None for a question."""
        return money_of(self.budget, self.currency)

    @property
    def completion_words(self) -> str:
        """What becomes of the money left over, in words."""
        return str(COMPLETIONS.get(self.completion, self.completion))

    @property
    def explanation(self) -> Any:
        """How it is counted, to a voter."""
        return rules.rules()[self.rule].explanation

    @property
    def first_choices(self) -> bool:
        """Are the votes shown those first on a ballot?"""
        return self.form == self.Form.RANKED and rules.rules()[self.rule].elect is not None

    @property
    def lot_at(self) -> Any:
        """When the round that decides ties comes; None where none is named."""
        return rounds.time_of(self.beacon) if self.beacon else None

    @property
    def waits_for_lot(self) -> bool:
        """Is the number that decides ties still to be entered?"""
        return self.by_lot and not self.lot and self.set_size != 0

    @property
    def keys(self) -> dict[int, str]:
        """Number of a teller → their public key, by number."""
        return dict(sorted((int(number), key) for number, key in self.teller_keys.items()))

    @property
    def ballot_rule(self) -> Any:
        """What a ballot may hold, in words."""
        said = [self._ballot_rule]
        if each := self.most_per_place:
            said.append(_("Choose up to %(most)d in one district.") % {"most": each})
        if self.within_budget:
            said.append(_("Together they may cost no more than the money."))
        return " ".join(str(one) for one in said) if len(said) > 1 else said[0]

    @property
    def _ballot_rule(self) -> Any:
        if self.form == self.Form.POINTS:
            return _("Share out up to %(most)d points.") % {"most": self.most}
        if self.form == self.Form.SCORES:
            return _("Give each option a score from 0 to %(most)d.") % {"most": self.most}
        if self.form == self.Form.RANKED and self.most:
            return _("Enter 1, 2, 3 … once each, without gaps, for up to %(most)d options.") % {
                "most": self.most
            }
        if self.form == self.Form.RANKED:
            return _("Give each rank 1, 2, 3 … once, without gaps.")
        if self.most == 1:
            return _("Choose one, or none.")
        if self.most:
            return _("Choose up to %(most)d.") % {"most": self.most}
        return _("Choose from the options on the ballot.")

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        tones = {"open": "good", "counted": "info", "annulled": "bad", "draft": "neutral"}
        return tones.get(self.state, "waiting")

    def get_absolute_url(self) -> str:
        return reverse("decisions:election", args=[self.pk])


class Option(Named, WithTexts, Governed):
    """What can be voted for: a project with its cost, or an answer to the question.

    code: short, unique in the election; ties go to the first code in text order. about: the ref of what
    it comes from (a source, a proposal), "" when it comes from nothing on the record.
    """

    IMPORTED = True

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="options")
    code = models.CharField(max_length=40)
    cost = models.BigIntegerField(_("cost"), null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, verbose_name=_("place"))
    category = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=80, blank=True)
    withdrawn = models.BooleanField(default=False)
    won = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("option")
        constraints = [models.UniqueConstraint("election", "code", name="decisions_option_once")]

    @property
    def money(self) -> Money | None:
        """What it costs; None for an answer."""
        return money_of(self.cost, self.election.currency)

    def get_absolute_url(self) -> str:
        return f"{reverse('decisions:election', args=[self.election_id])}#option-{self.code}"


class Teller(Governed):
    """Somebody who opens the envelopes of a vote together with others.

    number: names their part of every envelope. public_key: hexadecimal digits, "" until they have joined; the
    private half is on their own device only. released: before the vote opened; somebody else was named instead.
    heard, reasons: what they said to it, and why it was done, where they did not step down. ballots_root, signature: what
    came out of the envelopes on their own machine, and that they say so (see `ballot_signatures`).
    copied_at: when they last took a copy of the envelopes; copy_restored, copy_unknown: once they compared it, how many were
    put back from it, and how many the record does not name; copy_gone_at: when they said that it is deleted.
    """

    SEALED = ("person", "heard", "reasons")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="tellers")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    public_key = models.CharField(max_length=130, blank=True)
    released = models.BooleanField(default=False)
    heard = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(null=True)
    ballots_root = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=128, blank=True)
    copied_at = models.DateTimeField(null=True)
    copy_restored = models.PositiveIntegerField(null=True)
    copy_unknown = models.PositiveIntegerField(null=True)
    copy_gone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("teller")
        constraints = [
            models.UniqueConstraint("election", "number", name="decisions_teller_number_once")
        ]

    def __str__(self) -> str:
        return str(_("Teller %(number)d") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return reverse("decisions:tellers", args=[self.election_id])


def trace_of(vote: int) -> str:
    """By what the rows of a vote's envelopes and parts are recognised in the database's files (see `destruction`)."""
    return f"[not to outlive vote {vote}]"


class TellerParts(Personal):
    """The parts one teller has handed in: destroyed with the envelopes; never backed up. trace: see `trace_of`.

    unopened: digest of an envelope → proof that the teller's part does not open.
    """

    teller = models.OneToOneField(Teller, on_delete=models.PROTECT, related_name="parts")
    trace = models.CharField(max_length=60)
    parts = models.BinaryField()
    unopened: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"parts of {self.teller_id}"


class Envelope(Personal):
    """Outer envelope: who voted, around the sealed inner one. Destroyed when the vote ends; never backed up.

    voter: the person, encrypted under the vote's key (see `voter_keys`), which is destroyed at the close. digest: SHA-256 of what is sealed, as on the record; tellers go through envelopes in its order.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="envelopes")
    voter = models.CharField(max_length=48)
    trace = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("election", "voter", name="decisions_one_envelope"),
            models.UniqueConstraint("election", "digest", name="decisions_envelope_digest_once"),
        ]

    def __str__(self) -> str:
        return f"envelope {self.pk}"


class HandedIn(Derived):
    """An envelope that was handed in once, as its entry says, too: nobody hands in a copy of it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("election", "digest", name="decisions_handed_in_once")
        ]

    def __str__(self) -> str:
        return self.digest


class OpenedBallot(Personal):
    """What came out of an envelope, until nothing is left of the envelopes and the result is told. Nobody's, like a published one."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="opened")
    tracker = models.CharField(max_length=40)
    choices = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"opened ballot {self.pk}"


class CastBallot(Governed):
    """One ballot as published after the count, under its tracker: nobody's name, nobody's time.

    choices: [[code, points or rank], …]. Nothing on it tells of the voter, not even where they live.
    """

    IMPORTED = True

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="ballots")
    tracker = models.CharField(max_length=40)
    choices = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint("election", "tracker", name="decisions_tracker_once")
        ]

    def __str__(self) -> str:
        return self.tracker


class Result(Governed):
    """What the count gave. outcome: winners, rounds, what losers lacked, other rules (see counting).

    ballots: those that count. spoilt: the others, and envelopes that held none. invalid: [[tracker, choices, what is wrong
    (see `counting.FAULTS`)], …] of ballots that do not hold by the vote's terms: published whole, so that anybody sees why.
    """

    IMPORTED = True

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="result")
    outcome = models.JSONField(default=dict)
    ballots = models.PositiveIntegerField()
    spoilt = models.PositiveIntegerField(default=0)
    invalid: Any = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"result of {self.election_id}"

    @property
    def void(self) -> int:
        """Envelopes that held no ballot."""
        return self.spoilt - len(self.invalid)
