"""What letters about proposals say: support counted, checked, merged, on the ballot, the result, delivered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says, says_to
from commonhall.core import refs
from commonhall.core.money import Money
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals.authors import supporters
from commonhall.decisions.proposals.models import Merger, Proposal
from commonhall.ui import text

State = Proposal.State


def _of(ref: str) -> Proposal | None:
    rows = Proposal.objects.filter(pk=int(ref.rpartition(":")[2]))
    return rows.select_related("budget__body", "merged_into", "option__election__result").first()


def _money(amount: Money) -> str:
    return text.money(amount)


@says("decisions.sift_proposal")
def sifted(ref: str, _at: datetime) -> Iterator[str]:
    """Enough support or not, and by when it is checked."""
    one = _of(ref)
    if one is None:
        return
    if one.due_on is not None:
        yield _("%(body)s must check it by %(day)s.") % {
            "body": one.budget.body.name,
            "day": formats.date_format(one.due_on, "DATE_FORMAT"),
        }
    elif one.state == State.TOO_FEW:
        yield _("It found %(found)d supporters and needed %(needed)d.") % {
            "found": supporters(one),
            "needed": one.budget.needed,
        }


@says("decisions.check_proposal")
def checked(ref: str, _at: datetime) -> Iterator[str]:
    """Admitted at which cost, or not, and why; what its authors can do now."""
    one = _of(ref)
    if one is None or one.checked_at is None:
        return
    if one.state == State.REFUSED:
        yield _("It is not admitted, because:")
        yield one.reasons
        yield _("If this is wrong, you can appeal at the end of its page.")
        return
    yield _("It is admitted. As checked, it costs %(cost)s.") % {"cost": _money(one.money)}
    yield one.reasons
    yield _("Until %(day)s you can merge it with another proposal, if all authors agree.") % {
        "day": formats.date_format(one.budget.ballot_on, "DATE_FORMAT")
    }


@says("decisions.offer_merger")
def offered(ref: str, _at: datetime) -> Iterator[str]:
    """Who offers what; all authors have to agree."""
    one = _of(ref)
    offers = Merger.objects.filter(into=one, state=Merger.State.OFFERED)
    if one is not None and (merger := offers.select_related("proposal").last()) is not None:
        yield _("Its authors offer to make one project of two: %(title)s.") % {
            "title": merger.proposal.heading
        }
        yield _("It happens only if all authors of both agree.")


@says("decisions.merge_proposals")
def merged(ref: str, _at: datetime) -> Iterator[str]:
    """Into which one."""
    one = _of(ref)
    if one is not None and one.merged_into is not None:
        yield _("All authors agreed. It goes on as: %(title)s.") % {
            "title": one.merged_into.heading
        }
        yield settings.SITE_URL + one.merged_into.get_absolute_url()


@says("decisions.withdraw_project")
def withdrawn(ref: str, _at: datetime) -> Iterator[str]:
    """Why it was withdrawn."""
    one = _of(ref)
    if one is not None and one.why:
        yield one.why


@says("decisions.draw_ballot")
def drawn(ref: str, _at: datetime) -> Iterator[str]:
    """How many projects are on it, and when the vote is."""
    rows = Budget.objects.filter(pk=int(ref.rpartition(":")[2])).select_related("election")
    budget = rows.first()
    if budget is None or budget.election is None:
        return
    yield _("Projects on the ballot: %(number)d. The vote is from %(first)s to %(last)s.") % {
        "number": budget.election.options.count(),
        "first": formats.date_format(budget.votes_from, "DATE_FORMAT"),
        "last": formats.date_format(budget.votes_until, "DATE_FORMAT"),
    }


@says_to("decisions.draw_ballot")
def drawn_for(ref: str, _at: datetime, account: Any) -> Iterator[str]:
    """Which of the reader's own proposals are on it."""
    rows = Proposal.objects.filter(budget=int(ref.rpartition(":")[2]), state=State.BALLOT)
    for one in rows.filter(authors__person__account=account).order_by("pk"):
        yield _("Yours is on it: %(title)s.") % {"title": one.heading}


@says("decisions.settle_proposal")
def settled(ref: str, _at: datetime) -> Iterator[str]:
    """Funded and in the plan, or not funded and why."""
    one = _of(ref)
    if one is None or one.option is None:
        return
    if one.option.won:
        yield _("Residents chose it. It is funded with %(cost)s.") % {"cost": _money(one.money)}
        if one.item and (item := refs.resolve([one.item]).get(one.item)) is not None:
            yield _("It is part of the plan now. You can follow it there:")
            yield settings.SITE_URL + item.url
        return
    yield why_not_funded(one)


def why_not_funded(one: Proposal) -> str:
    """What it lacked, as the count says."""
    option = one.option
    result = getattr(option.election, "result", None) if option else None
    if option is None or result is None:
        return ""
    votes = int(result.outcome.get("votes", {}).get(option.code, 0))
    said = _("It is not funded. Votes for it: %(votes)s.") % {"votes": text.number(votes)}
    lacking = result.outcome.get("lacking", {}).get(option.code)
    if lacking:
        short = Money(int(lacking["lacking"]), option.election.currency)
        said += " " + _("After its supporters’ shares it was %(lacking)s short.") % {
            "lacking": _money(short)
        }
    return said


@says("decisions.deliver_proposal")
def delivered(ref: str, _at: datetime) -> Iterator[str]:
    """Where its author says whether it is what was proposed."""
    one = _of(ref)
    if one is None:
        return
    yield _("It is reported as delivered. Is it what you proposed? Say so here:")
    item = refs.resolve([one.item]).get(one.item) if one.item else None
    yield settings.SITE_URL + (item.url if item else one.get_absolute_url())
