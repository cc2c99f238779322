"""What residents and organisations propose for a participatory budget; who supports it; how authors merge theirs."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.consultations.initiatives.models import CountedTwice
from commonhall.consultations.speakers import Spoken
from commonhall.core.kept_images import KeptImage
from commonhall.core.models import Governed
from commonhall.core.money import Money, money_of
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.votes.models import Option
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.ui import languages


class Proposal(Spoken, Governed):
    """A project that somebody proposes for a budget.

    name: of its first author, as people read it. estimate: what the author thinks it costs; cost: what the body found; minor
    units of the budget's currency. reasons: of the check. due_on: the last day to check it, once it has support enough.
    overdue_on: the day the delay was put on the record. merged_into: where its authors merged it. option: on the ballot.
    why: why it was withdrawn, or what became of it in the vote. item: ref of the part of the plan.
    moderated: was anything of it hidden by moderation?
    """

    SEALED = ("title", "text", "name", "person", "image", "image_words", "reasons", "why")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        WAITING = "waiting", _("waits for its check")
        TOO_FEW = "too_few", _("too few supporters")
        ADMITTED = "admitted", _("admitted")
        REFUSED = "refused", _("not admitted")
        MERGED = "merged", _("merged with another")
        WITHDRAWN = "withdrawn", _("withdrawn")
        BALLOT = "ballot", _("on the ballot")
        FUNDED = "funded", _("funded")
        UNFUNDED = "unfunded", _("not funded")
        DELIVERED = "delivered", _("delivered")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=8000)
    name = models.CharField(_("name"), max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, verbose_name=_("place"))
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    category = models.CharField(max_length=60, blank=True)
    estimate = models.BigIntegerField()
    image = KeptImage(upload_to="proposals/%Y/%m", blank=True)
    image_words = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    cost = models.BigIntegerField(null=True)
    reasons = models.TextField(blank=True, max_length=4000)
    checked_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    overdue_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged_from"
    )
    option = models.OneToOneField(
        Option, on_delete=models.PROTECT, null=True, related_name="proposal"
    )
    why = models.TextField(blank=True, max_length=2000)
    item = models.CharField(max_length=80, blank=True)
    moderated = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("proposal for a budget")
        indexes = [models.Index(fields=["budget", "state", "-id"], name="proposal_of_budget")]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title, or why there is none any more."""
        if self.title:
            return self.title
        if self.moderated:
            return gettext("Proposal %(number)d, hidden by moderation") % {"number": self.pk}
        return gettext("Proposal %(number)d, erased at the request of its author") % {
            "number": self.pk
        }

    @property
    def ballot_names(self) -> dict[str, str]:
        """What it is called on a ballot, in the language of the place."""
        with translation.override(languages.own().code):
            return {languages.own().code: self.heading}

    @property
    def ballot_texts(self) -> dict[str, str]:
        return {languages.own().code: self.text} if self.text else {}

    @property
    def money(self) -> Money:
        """What it costs: as checked, else as its author thinks."""
        amount = self.estimate if self.cost is None else self.cost
        return Money(amount, self.budget.currency)

    @property
    def estimated(self) -> Money | None:
        return money_of(self.estimate, self.budget.currency)

    @property
    def body_id(self) -> int:
        """The body that answers for its budget, and for its check."""
        return self.budget.body_id

    @property
    def tone(self) -> str:
        tones = {
            "proposed": "info",
            "waiting": "waiting",
            "admitted": "good",
            "refused": "bad",
            "ballot": "waiting",
            "funded": "good",
            "delivered": "good",
        }
        return tones.get(self.state, "neutral")

    @property
    def picture(self) -> str:
        """Where its image is; "" where there is none."""
        return reverse("decisions:proposal_picture", args=[self.pk]) if self.image else ""

    def days_late(self, today: date) -> int:
        """Days by which its check is late."""
        if self.state != self.State.WAITING or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)

    def get_absolute_url(self) -> str:
        return reverse("decisions:proposal", args=[self.pk])


class ProposalAuthor(Governed):
    """An author of a proposal. They say together whether it is merged."""

    SEALED = ("person", "name")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("author of a proposal")

    def __str__(self) -> str:
        return self.name or str(_("a resident"))

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()


class ProposalSupport(Governed):
    """Somebody supports a proposal. Public is how many do, never who. taken_back_on: since when no more."""

    SEALED = ("person",)

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("support for a proposal")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                condition=Q(taken_back_on=None) & ~Q(person=None),
                name="proposal_supported_once",
            )
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"

    def get_absolute_url(self) -> str:
        return self.proposal.get_absolute_url()


class PaperSupport(CountedTwice, Governed):
    """Supporters of a proposal on paper. They count once another office has counted them again."""

    SEALED = ("evidence", "reason", "entered_person")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="on_paper")

    class Meta:
        verbose_name = _("supporters on paper")

    @property
    def body_id(self) -> int:
        """The body that must check the proposal: it counts nothing."""
        return self.proposal.body_id

    def get_absolute_url(self) -> str:
        return f"{self.proposal.get_absolute_url()}#paper"


class Merger(Governed):
    """An offer to merge a proposal into another, which all authors of both must agree to.

    title: of the one that comes of it. Its text is that of both, as they were checked, and its cost that of both.
    """

    SEALED = ("title",)

    class State(models.TextChoices):
        OFFERED = "offered", _("waits for all authors")
        AGREED = "agreed", _("agreed by all authors")
        DECLINED = "declined", _("declined")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="mergers")
    into = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_on = models.DateField()
    decided_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("offer to merge proposals")

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """Its title, unless the words of one of the two were hidden or erased."""
        hidden = next((one for one in (self.into, self.proposal) if not one.title), None)
        return hidden.heading if hidden else self.title

    @property
    def tone(self) -> str:
        return {"offered": "waiting", "agreed": "good"}.get(self.state, "neutral")

    def get_absolute_url(self) -> str:
        return f"{self.into.get_absolute_url()}#merging"


class MergerConsent(Governed):
    """An author agreed to a merger."""

    merger = models.ForeignKey(Merger, on_delete=models.PROTECT, related_name="consents")
    author = models.ForeignKey(ProposalAuthor, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merger", "author"], name="merger_agreed_once")
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"

    def get_absolute_url(self) -> str:
        return self.merger.get_absolute_url()
