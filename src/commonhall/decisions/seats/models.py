"""Tables of elections held here: which offices a vote fills, and who stands for them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commonhall.core.models import Governed
from commonhall.decisions.votes.models import Election, Option
from commonhall.law.results.models import PeoplesResult
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person


class SeatVote(Governed):
    """Which offices of a body a vote fills, for which term.

    codes: of the offices, in the order in which those elected take them. starts, ends: the term. result: what gave the
    offices, once nobody could object any more. reason: why it was called off before it opened.
    """

    class Kind(models.TextChoices):
        ELECTION = PeoplesResult.Kind.ELECTION.value, _("election of the whole body")
        BY_ELECTION = (
            PeoplesResult.Kind.BY_ELECTION.value,
            _("by-election: single seats for the rest of the term"),
        )

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="seat_vote")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    codes: Any = models.JSONField(default=list)
    starts = models.DateField()
    ends = models.DateField()
    called_on = models.DateField()
    reason = models.TextField(blank=True, max_length=2000)
    result = models.OneToOneField(
        PeoplesResult, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("election held here")

    def __str__(self) -> str:
        return str(_("Election of %(body)s") % {"body": self.body.name})

    def get_absolute_url(self) -> str:
        return self.election.get_absolute_url()


class OfElection(models.Model):
    """Belongs to an election: to its place, and to the body elected in it."""

    class Meta:
        abstract = True

    @property
    def unit_id(self) -> int:
        return int(self.seat_vote.election.unit_id)  # type: ignore[attr-defined]

    @property
    def body_id(self) -> int:
        return int(self.seat_vote.body_id)  # type: ignore[attr-defined]


class CandidateList(OfElection, Governed):
    """A list of candidates, put up by an organisation or by a resident with supporters: an option on the ballot.

    text: what it stands for. candidates: numbers of the candidacies, in the order of the list. needed: how many residents must support it; 0 for one
    of an organisation. withdrawn_on: when whoever put it up took it back.
    """

    SEALED = ("person", "text")

    seat_vote = models.ForeignKey(SeatVote, on_delete=models.PROTECT, related_name="lists")
    option = models.OneToOneField(Option, on_delete=models.PROTECT, related_name="list")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    needed = models.PositiveIntegerField(default=0)
    candidates: Any = models.JSONField(default=list)
    put_up_on = models.DateField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("list of candidates")
        constraints = [
            models.UniqueConstraint(
                "seat_vote",
                "person",
                condition=Q(withdrawn_on=None),
                name="decisions_list_of_person_once",
            ),
            models.UniqueConstraint(
                "seat_vote",
                "organisation",
                condition=Q(withdrawn_on=None),
                name="decisions_list_of_organisation_once",
            ),
        ]

    def __str__(self) -> str:
        return self.option.name

    @property
    def name(self) -> str:
        return self.option.name

    def get_absolute_url(self) -> str:
        return reverse("decisions:candidate_list", args=[self.pk])


class ListSupport(Governed):
    """A resident supports a list, so that it can stand. Public is how many do, never who. taken_back_on: since when no more."""

    SEALED = ("person",)

    seat_vote = models.ForeignKey(SeatVote, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(CandidateList, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    taken_back_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("support for a list")
        constraints = [
            models.UniqueConstraint(
                "seat_vote",
                "person",
                condition=Q(taken_back_on=None),
                name="decisions_one_list_supported",
            )
        ]

    def __str__(self) -> str:
        return f"support {self.pk}"

    def get_absolute_url(self) -> str:
        return self.list.get_absolute_url()


class Candidacy(OfElection, Governed):
    """Somebody who stands for election: an option on the ballot, which only they put there.

    list: on which they stand, where lists are elected; there the option comes when the vote opens, and only where voters
    can prefer a candidate. own_name, text: what they wrote; the option has the name alone. given_up_on: when they withdrew, or declined
    what they were elected to. office: what it gave them.
    """

    SEALED = ("person", "text")

    seat_vote = models.ForeignKey(SeatVote, on_delete=models.PROTECT, related_name="candidacies")
    option = models.OneToOneField(
        Option, on_delete=models.PROTECT, null=True, related_name="candidacy"
    )
    list = models.ForeignKey(
        CandidateList, on_delete=models.PROTECT, null=True, related_name="candidacies"
    )
    own_name = models.CharField(_("name"), max_length=120)
    text = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    given_up_on = models.DateField(null=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("candidacy")
        constraints = [
            models.UniqueConstraint(
                "seat_vote",
                "person",
                condition=Q(given_up_on=None) | Q(list=None),
                name="decisions_candidacy_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.own_name

    def get_absolute_url(self) -> str:
        return reverse("decisions:candidacy", args=[self.pk])
