"""Public lotteries: panels of residents, and places that are too few; with their tickets."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commonhall.core.models import Governed, Named, Personal, in_language
from commonhall.decisions.votes.models import WithTexts
from commonhall.methods.beacons import chain_of
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


class Lottery(Named, WithTexts, Governed):
    """Seats on a panel, or a stated number of places, given by a rule stated at the opening.

    quotas: [{feature, names, values: [{value, names, least, most}]}], of a panel. criteria: [{code,
    names, points}], of places given by need. about: the ref of the matter. root: over the frozen list
    of tickets. ready_in: the entry after which the seed's source counts. seed_from: size and root of
    the checkpoint a seed was read from, or the words of the public draw. turns: what happened to
    drawn tickets, in order (see draws.replay). invited: only people who got a letter enter. roll_last: of letters, the last
    line of the roll that was there when the list was frozen.
    """

    class Kind(models.TextChoices):
        PANEL = "panel", _("citizens' panel")
        PLACES = "places", _("oversubscribed places")
        # Opened with its waiting list alone: nobody is given a place by the draw, and offers follow its order.
        ORDER = "order", _("order of a waiting list")
        # Opened with a panel alone (decisions/panels): whose turn on the roll it is to get a letter.
        LETTERS = "letters", _("letters to the roll of residents")

    class Rule(models.TextChoices):
        LEXIMIN = "leximin", _("fairest chances (leximin)")
        MAXIMIN = "maximin", _("highest possible minimum chance")
        NASH = "nash", _("highest possible product of chances")
        LOTTERY = "lottery", _("equal chances for everybody")
        NEED = "need", _("points for need, ties by lot")
        QUEUE = "queue", _("first come, first served")

    class Source(models.TextChoices):
        BEACON = "beacon", _("a public beacon (drand), with the round named now")
        NUMBERS = "numbers", _("the numbers of a public draw, entered by two offices")
        NONE = "none", _("none: the rule does not use a lot")
        # Of lotteries held before 0.2: whoever runs the server could have chosen among checkpoints, and whoever
        # typed words among spellings. Their draws can still be checked; new ones cannot have them.
        RECORD = "record", _("the record's next signed checkpoint (no longer used)")
        PUBLIC = "public", _("the words of a public draw (no longer used)")

    class State(models.TextChoices):
        OPEN = "open", _("open for applications")
        CLOSED = "closed", _("closed, chances being worked out")
        READY = "ready", _("list frozen, waiting for the seed")
        DRAWN = "drawn", _("drawn, waiting for answers")
        COMPLETE = "complete", _("complete")
        VOID = "void", _("ended without a draw")
        ANNULLED = "annulled", _("annulled on review")

    kind = models.CharField(max_length=8, choices=Kind)
    rule = models.CharField(max_length=10, choices=Rule)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    body = models.ForeignKey(Body, on_delete=models.PROTECT)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    places = models.PositiveIntegerField(pgettext_lazy("of a lottery", "places"))
    quotas = models.JSONField(default=list)
    criteria = models.JSONField(default=list)
    household = models.BooleanField(_("one place at most per household"), default=False)
    source = models.CharField(max_length=8, choices=Source, default=Source.BEACON)
    draw_names = models.JSONField(default=dict)
    draws_at = models.DateTimeField(null=True)
    beacon: Any = models.JSONField(default=dict)
    numbers: Any = models.JSONField(default=dict)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answer_days = models.PositiveSmallIntegerField(default=14)
    invited = models.BooleanField(default=False)
    roll_last = models.PositiveBigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    tickets_count = models.PositiveIntegerField(default=0)
    ready_in = models.CharField(max_length=36, blank=True)
    ready_at = models.DateTimeField(null=True)
    round = models.PositiveBigIntegerField(default=0)
    entries: Any = models.JSONField(default=list)
    missing_since = models.DateTimeField(null=True)
    seed = models.TextField(blank=True)
    seed_from = models.JSONField(default=dict)
    drawn_at = models.DateTimeField(null=True)
    turns = models.JSONField(default=list)
    again_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="held_again"
    )
    again_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("lottery")

    @property
    def tone(self) -> str:
        """How the state's badge looks."""
        return {"open": "good", "drawn": "info", "complete": "info", "annulled": "bad"}.get(
            self.state, "waiting"
        )

    @property
    def public_draw(self) -> str:
        """Which public draw gives the seed, in words."""
        return in_language(self.draw_names)

    @property
    def came_late(self) -> bool:
        """Was the public draw held before the list stood on the record? Then nothing is drawn from it."""
        of_numbers = self.source == self.Source.NUMBERS
        return of_numbers and bool(
            self.ready_at and self.draws_at and self.ready_at >= self.draws_at
        )

    @property
    def due_at(self) -> datetime | None:
        """When the numbers that count are known: the round's moment, or that of the public draw."""
        chain = chain_of(self.beacon) if self.round else None
        return datetime.fromtimestamp(chain.time_of(self.round), UTC) if chain else self.draws_at

    def get_absolute_url(self) -> str:
        return reverse("decisions:lottery", args=[self.pk])


class Application(Personal):
    """Who applied, with what they said of themselves; the row goes with its person.

    code: the ticket they hold. features: by quota, of their own word. household: a keyed hash of the
    address they gave. claims: criteria they say hold; confirmed: what the office found (None: not yet).
    """

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    code = models.CharField(max_length=40)
    features = models.JSONField(default=dict)
    household = models.CharField(max_length=64, blank=True)
    claims = models.JSONField(default=list)
    confirmed = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("lottery", "person", name="decisions_one_application"),
            models.UniqueConstraint("lottery", "code", name="decisions_application_code"),
        ]

    def __str__(self) -> str:
        return self.code


class HeldNumbers(Personal):
    """What the first of two offices entered, until the second has: nobody is shown it, the record has its commitment.

    by: a keyed hash of the person, so that nobody enters for two offices; kept until the draw.
    """

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="held_numbers")
    place = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=64)
    numbers = models.CharField(max_length=200, blank=True)
    nonce = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("lottery", "place", name="decisions_numbers_once")]

    def __str__(self) -> str:
        return f"numbers {self.place} of {self.lottery_id}"


class Ticket(Governed):
    """One application as the frozen list publishes it: nobody's name, nobody's address.

    kind: number of the type of people it belongs to (panels). place: rank in the queue. points: for
    need. household: a number shared with others of one home in the list, else "". name: only with
    its owner's consent.
    """

    class State(models.TextChoices):
        LISTED = "listed", _("on the list")
        DRAWN = "drawn", _("drawn, has not answered yet")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        LAPSED = "lapsed", _("did not answer in time")

    SEALED = ("name",)

    lottery = models.ForeignKey(Lottery, on_delete=models.PROTECT, related_name="tickets")
    code = models.CharField(max_length=40)
    kind = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    points = models.IntegerField(default=0)
    household = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LISTED)
    answer_by = models.DateTimeField(null=True)
    stands_for = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("lottery", "code", name="decisions_ticket_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def tone(self) -> str:
        return {"accepted": "good", "drawn": "waiting", "declined": "neutral"}.get(
            self.state, "neutral"
        )


class Portfolio(Governed):
    """The chances of a panel, published before the seed is known.

    content: types (visible profiles, "" where a value would name somebody), households, panels with
    their tickets, size, rule, proved, loosened quotas; lowest and highest chance in millionths.
    """

    lottery = models.OneToOneField(Lottery, on_delete=models.PROTECT, related_name="portfolio")
    content: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"chances of {self.lottery_id}"
