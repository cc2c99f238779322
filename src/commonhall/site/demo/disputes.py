"""Disputes in Millbrook: mediators, help numbers, a few disputes at every stage, and bodies before the arbiter. Fictional."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.disputes.between_bodies import actions as between
from commonhall.disputes.disputes import parties
from commonhall.disputes.disputes.actions import open_dispute
from commonhall.disputes.disputes.models import SECOND, Dispute
from commonhall.disputes.intake.actions import answer_by_link, take_in_dispute
from commonhall.disputes.mediation import actions as mediation
from commonhall.disputes.mediation import settling_actions as settling
from commonhall.disputes.mediators.actions import appoint_mediator
from commonhall.disputes.mediators.choosing_actions import strike_names
from commonhall.disputes.mediators.models import Mediator
from commonhall.disputes.ways_on.actions import add_way_on
from commonhall.people import actors
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from commonhall.site.demo import people as folk
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

MEDIATORS = (
    (
        "mediator",
        "Rosa Kaya",
        "Diploma in mediation, Millbrook College; twelve years at a tenants' union.",
    ),
    (
        "mediator2",
        "Goran Farouk",
        "Trained at the county's school of mediation; a retired teacher.",
    ),
    ("mediator3", "Hana Novak", "Certified family and neighbourhood mediator."),
)
WAYS = (
    ("help", "Night line, day and night", "0800 555 0100"),
    ("help", "House of refuge", "0800 555 0111"),
    ("court", "District court", "1 Court Square, Monday to Friday, 8 to 12"),
    ("ombudsman", "County ombudsman", "555 0140"),
)
SAWS = "The saw in the yard starts at six every morning. I work nights and cannot sleep."
HEDGE = "The hedge hangs over my path. We have not spoken since spring."
FEES = "The club raised my fee without a vote, and nobody answers my letters."


def build(town: Town) -> None:
    """Two years ago the council appoints mediators; since then neighbours come to them."""
    now = timezone.now()
    with clock.replay(now - timedelta(days=320)):
        _roll(town)
    _held(town, now)
    _others(town, now)
    _between_bodies(town, now)


def _roll(town: Town) -> None:
    for code, name, training in MEDIATORS:
        person = folk.account(f"{code}@millbrook.example", name, holds_office=False)
        by_council(appoint_mediator).perform(
            town,
            person=person,
            known_as=name,
            training=training,
            starts=clock.today(),
            ends=clock.today() + timedelta(days=3 * 365),
        )
    for kind, name, contact in WAYS:
        add_way_on.perform(town.desks["hall-desk"], kind=kind, names=said(name), contact=contact)


def _opened(by: Actor, other: str, matter: str) -> Dispute:
    return open_dispute.perform(
        by, kind="neighbours", other=other, matter=matter, address="Mill Road"
    ).result


def _accepted(dispute: Dispute, by: Actor) -> None:
    token = parties.token_of(parties.of(dispute, SECOND))
    answer_by_link.perform(by, dispute, token=token, accepts=True)


def _mediated(dispute: Dispute, first: Actor, second: Actor) -> Actor:
    """Both strike a name, so that Rosa Kaya is left; the mediator."""
    names = {one.name: one for one in Mediator.objects.all()}
    strike_names.perform(first, dispute, names=[names["Goran Farouk"]])
    strike_names.perform(second, dispute, names=[names["Hana Novak"]])
    return actors.as_person(Person.objects.get(account__email="mediator@millbrook.example"))


def _held(town: Town, now: datetime) -> None:
    """Ten months ago: the saw begins at eight now, and both say that it was kept."""
    first, second = town.residents[0], town.residents[21]
    with clock.replay(now - timedelta(days=300)):
        dispute = _opened(first, "The joiner next door", SAWS)
    with clock.replay(now - timedelta(days=296)):
        _accepted(dispute, second)
        mediator = _mediated(dispute, first, second)
        mediation.call_session.perform(
            mediator, dispute, begins=clock.now() + timedelta(days=6), where="Town hall, room 4"
        )
    with clock.replay(now - timedelta(days=288)):
        mediation.offer_dispute.perform(second, dispute, text="I could begin at eight.")
        settling.propose_agreement.perform(
            mediator,
            dispute,
            text="The saw runs from eight in the morning to six in the evening, and not on Sundays.",
            second_does="Puts rubber under the saw",
            second_by=clock.today() + timedelta(days=30),
        )
        settling.sign_dispute.perform(first, dispute)
        settling.sign_dispute.perform(second, dispute)
    with clock.replay(now - timedelta(days=100)):
        for one in (first, second):
            settling.say_held.perform(one, dispute, held="held")
            settling.publish_dispute.perform(one, dispute)


def _others(town: Town, now: datetime) -> None:
    """One that was referred, one in mediation, one that waits, and one that came by telephone."""
    with clock.replay(now - timedelta(days=90)):
        first, second = town.residents[22], town.residents[23]
        fees = _opened(first, "The club's board", FEES)
        _accepted(fees, second)
        mediator = _mediated(fees, first, second)
    with clock.replay(now - timedelta(days=60)):
        words = "The statutes are unclear, and only the court can say what they mean."
        settling.end_dispute.perform(mediator, fees, how="court", words=words)
    with clock.replay(now - timedelta(days=12)):
        hedge = _opened(town.residents[0], "The house at number nine", HEDGE)
        _accepted(hedge, town.residents[24])
        mediator = _mediated(hedge, town.residents[0], town.residents[24])
        begins = now + timedelta(days=4)
        mediation.call_session.perform(mediator, hedge, begins=begins, where="Library, upstairs")
    with clock.replay(now - timedelta(days=3)):
        offer = "I cut it twice a year, if the bin moves from the gate."
        mediation.offer_dispute.perform(town.residents[24], hedge, text=offer)
        _opened(town.residents[25], "Somebody in Old Town", "Their dog is alone all day and barks.")
        take_in_dispute.perform(
            town.desks["hall-desk"],
            channel="phone",
            name="Somebody who rang up",
            kind="neighbours",
            other="The flat above",
            matter="Water came through the ceiling twice, and nobody pays.",
            address="Mill Road 4",
        )


def _between_bodies(town: Town, now: datetime) -> None:
    """The street office and the park office: who clears the avenue; and what waits now."""
    with clock.replay(now - timedelta(days=45)):
        dispute = between.bring_before_arbiter.perform(
            town.desks["streets-desk"],
            body=Body.objects.get(code="parks"),
            text="Who clears the leaves along the avenue between street and park?",
        ).result
    with clock.replay(now - timedelta(days=40)):
        between.reply_body_dispute.perform(
            town.desks["parks-desk"], dispute, text="The avenue is a street, lamps and all."
        )
    with clock.replay(now - timedelta(days=35)):
        between.decide_body_dispute.perform(
            town.desks["reviewer"],
            dispute,
            decision="The trees stand on park land, so the park office clears what falls from them.",
            who="body",
            what="Clear the avenue every week from October to December",
            by=clock.today() + timedelta(days=90),
        )
    with clock.replay(now - timedelta(days=2)):
        between.bring_before_arbiter.perform(
            town.desks["parks-desk"],
            body=Body.objects.get(code="streets"),
            text="Who mends the fence between the playground and the road?",
        )
