"""A budget from ideas to a delivered project, whose author says that it is what she proposed.

The council opens it; neighbours propose, and who may not is told the rule. They support, the office checks, a refusal is
appealed and checked anew, two authors merge their projects, the ballot is drawn in one action, she votes with a basket,
and what won stands in the plan until it is there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.actions.models import Notification
from commonhall.core import clock, jobs
from commonhall.core.money_field import MoneyField
from commonhall.decisions.budgets.actions import open_budget
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals import timers
from commonhall.decisions.proposals.models import Merger, Proposal
from commonhall.decisions.votes import actions as vote_actions
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.tally import tally
from commonhall.delivery.plan.models import Item
from commonhall.law.appeals import actions as appeals
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.browser_kit import OpenPage
from tests.decisions.kit import cast, close, hand_in, voter, with_tellers
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
State = Proposal.State


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_from_ideas_to_what_was_delivered(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    ada, ben, dora = (neighbour(hall, name) for name in ("ada", "ben", "dora"))
    budget = opened(walk, hall, calendar)
    benches, trees, slide = proposed(walk, hall, budget, (ada, ben, dora))
    calendar.turn(10)
    supported(walk, hall, (benches, trees, slide))
    calendar.turn(10)
    timers.watch_proposals()
    checked(walk, hall, (benches, trees, slide), dora)
    calendar.turn(10)
    merged(walk, (ada, ben), benches, trees)
    calendar.turn(10)
    election = drawn(walk, hall, budget)
    voted(walk, hall, calendar, election, ada, trees)
    delivered(walk, hall, calendar, budget, trees, ada)


def neighbour(hall: Hall, name: str, unit: str = "north") -> Actor:
    """Somebody with an account, confirmed to live in the place."""
    found = person(name)
    residents.verify_resident.perform(hall.clerk, person=found, unit=hall.unit(unit))
    return actors.as_person(found)


def money(minor: int) -> str:
    return MoneyField.written(minor)


def opened(walk: Walk, hall: Hall, calendar: Calendar) -> Budget:
    """By its form; a stranger reads what one can do now, and until when."""
    days = {
        "opens_on": 0,
        "ideas_until": 9,
        "support_until": 19,
        "check_until": 29,
        "ballot_on": 40,
        "votes_from": 41,
        "votes_until": 50,
    }
    walk.do(
        hall.chair,
        action_pages.url_of(open_budget),
        **texts_in("names", "Our money in the north"),
        unit=hall.unit("north").pk,
        body=hall.body("parks").pk,
        money=money(100_000_00),
        **{name: calendar.day(ahead).isoformat() for name, ahead in days.items()},
        form="approval",
        rule="mes",
        needed="2",
        within_money=True,
    )
    budget = Budget.objects.get()
    said = walk.look(None, budget.get_absolute_url(), "budget-ideas")
    assert "Supporting starts afterwards" in said
    return budget


def proposed(
    walk: Walk, hall: Hall, budget: Budget, who: tuple[Actor, Actor, Actor]
) -> list[Proposal]:
    """Three neighbours propose; whoever lives elsewhere, or is not confirmed, is told the rule and how to go on."""
    address = f"{budget.get_absolute_url()}propose-project/"
    assert "You are confirmed to live elsewhere" in walk.refused(
        neighbour(hall, "sam", "south"), address
    )
    assert "confirmed residents" in walk.refused(actors.as_person(person("new")), address)
    found = []
    for actor, title, cost in zip(
        who,
        ("Ten benches", "Five trees", "A slide"),
        (40_000_00, 15_000_00, 70_000_00),
        strict=True,
    ):
        walk.do(
            actor,
            address,
            title=title,
            text=f"**{title}** by the mill.",
            unit=hall.unit("north").pk,
            estimate=money(cost),
            name=f"{title} friend",
        )
        found.append(Proposal.objects.latest("pk"))
    return found


def supported(walk: Walk, hall: Hall, proposals: tuple[Proposal, ...]) -> None:
    """Two neighbours support each; a second time is refused with the rule."""
    eve, finn = neighbour(hall, "eve"), neighbour(hall, "finn")
    for one in proposals:
        for who in (eve, finn):
            walk.do(who, f"{one.get_absolute_url()}support/")
    assert "support this already" in walk.refused(eve, f"{proposals[0].get_absolute_url()}support/")
    assert "2 / 2" in walk.look(None, proposals[0].get_absolute_url(), "budget-support")


def checked(walk: Walk, hall: Hall, proposals: tuple[Proposal, ...], dora: Actor) -> None:
    """The office checks each; the slide is not admitted, its author appeals, and it is checked anew."""
    benches, trees, slide = proposals
    for one, cost in ((benches, 38_000_00), (trees, 12_000_00)):
        walk.do(
            hall.parks,
            f"{one.get_absolute_url()}check/",
            verdict="admitted",
            reasons="Offers of three firms.",
            cost=money(cost),
        )
    walk.do(
        hall.parks,
        f"{slide.get_absolute_url()}check/",
        verdict="refused",
        reasons="There is a pipe below.",
    )
    assert "Not admitted, because" in walk.look(None, slide.get_absolute_url(), "budget-refused")
    entry = kit.entry_of("decisions.check_proposal")
    appeal = appeals.file_appeal.perform(dora, entry=entry, text="The pipe is gone.").result
    appeals.decide_appeal.perform(
        kit.reviewer(hall), appeal=appeal, verdict="granted", text="It is gone since May."
    )
    walk.do(
        hall.parks,
        f"{slide.get_absolute_url()}check/",
        verdict="admitted",
        reasons="The pipe is gone.",
        cost=money(70_000_00),
    )


def merged(walk: Walk, who: tuple[Actor, Actor], benches: Proposal, trees: Proposal) -> None:
    """One offers it, the other agrees on their page."""
    ada, ben = who
    walk.do(
        ada,
        f"{benches.get_absolute_url()}offer-merger/",
        into=trees.pk,
        title="Benches under trees",
    )
    merger = Merger.objects.get()
    walk.do(ben, f"/decisions/budgets/mergers/{merger.pk}/agree-to/")
    trees.refresh_from_db()
    assert (trees.title, trees.cost) == ("Benches under trees", 50_000_00)


def drawn(walk: Walk, hall: Hall, budget: Budget) -> Election:
    """In one action; what was refused at first stands on it now, what was merged stands on it once."""
    walk.do(hall.chair, f"{budget.get_absolute_url()}draw-ballot/", need="2")
    budget.refresh_from_db()
    assert budget.election is not None
    names = {one.name for one in budget.election.options.all()}
    assert names == {"Benches under trees", "A slide"}
    return budget.election


def voted(
    walk: Walk, hall: Hall, calendar: Calendar, election: Election, ada: Actor, won: Proposal
) -> None:
    """She is told by how much her basket is over, takes one out, and votes; others vote, and it is counted."""
    voters = [voter(hall, number) for number in range(4)]
    with_tellers(hall, election)
    vote_actions.open_election.perform(
        hall.chair, election=election, closes_at=calendar.now + timedelta(days=7)
    )
    address = f"{election.get_absolute_url()}vote/"
    both = {f"o{one.pk}": True for one in election.options.all()}
    assert "Take something out" in walk.refused(ada, address, mark="ABCD1234", **both)
    page = walk.page(ada)
    slide = election.options.get(cost=70_000_00)
    page.locator(f"main [name=o{slide.pk}]").uncheck(force=True)
    walk.send(page)
    assert election.envelopes.count() == 1
    won.refresh_from_db()
    assert won.option is not None
    for one in voters[:3]:
        cast(one, election, won.option.code)
    cast(voters[3], election, slide.code)
    calendar.turn(8)
    close(election)
    hand_in(election)
    tally(election)
    timers.watch_proposals()
    won.refresh_from_db()
    assert won.state == State.FUNDED


def delivered(
    walk: Walk, hall: Hall, calendar: Calendar, budget: Budget, won: Proposal, ada: Actor
) -> None:
    """It is in the plan, started, delivered; its author, who was told of every step, says it is what she proposed."""
    said = walk.look(None, budget.get_absolute_url(), "budget-result")
    assert "not funded" in said and "funded" in said
    item = Item.objects.get(about=won.option.ref if won.option else "")
    walk.do(hall.chair, f"{item.get_absolute_url()}start/", due_on=calendar.day(30).isoformat())
    calendar.turn(20)
    walk.do(hall.chair, f"{item.get_absolute_url()}finish/")
    won.refresh_from_db()
    assert won.state == State.DELIVERED
    assert "delivered" in walk.look(ada, won.get_absolute_url(), "budget-delivered")
    walk.page(ada).locator("main").get_by_role("link", name=item.name).first.click()
    walk.do(ada, f"{item.get_absolute_url()}confirm/", good="yes")
    while jobs.run_one("test"):
        pass
    told = set(Notification.objects.filter(account=ada.account).values_list("action", flat=True))
    assert {
        "decisions.sift_proposal",
        "decisions.check_proposal",
        "decisions.draw_ballot",
        "decisions.settle_proposal",
        "decisions.deliver_proposal",
    } <= told
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
