"""How Millbrook is held to its law: two appeals, a rule that was too much, a recall that failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.motions import actions
from commonhall.law.appeals import actions as appeal_actions
from commonhall.law.challenges import actions as challenge_actions
from commonhall.law.instruments import actions as instrument_actions
from commonhall.law.instruments.models import Provision, Rank
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls import actions as recall_actions
from commonhall.law.timers import watch
from commonhall.people.actors import as_organisation
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.record.models import Entry
from commonhall.site.demo.asking import ask, asked_sources
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

LAWN = said("Nobody walks, plays or sits on the lawns of the Meadows.")


def build(town: Town) -> None:
    """Residents whose word is confirmed appeal, challenge and sign."""
    residents = town.residents[:60]
    _granted(town, residents)
    _dismissed(town, residents)
    _challenge(town, residents)
    _recall(residents)


def _granted(town: Town, residents: list[Actor]) -> None:
    """The council decides in a hurry; the reviewer finds that it cannot stand."""
    chair, now = town.desks["council-chair"], timezone.now()
    matter = asked_sources().first()
    if matter is None:
        return
    with clock.replay(now - timedelta(days=7)):
        motion = actions.table_motion.perform(
            chair,
            matter=matter.ref,
            unit=matter.unit,
            names=said("Take the old lamps down at once"),
            texts=said("The old lamps are taken down this week, before the new ones stand."),
        ).result
        for code in ("council-chair", "council-2", "council-3", "council-4"):
            actions.vote_on_motion.perform(town.desks[code], motion=motion, choice="yes")
        entry = actions.conclude_motion.perform(chair, motion=motion).entry
    with clock.replay(now - timedelta(days=6)):
        appeal = appeal_actions.file_appeal.perform(
            residents[0],
            entry=entry,
            text="I walk home along the river at night. The conversation asked whether the road is "
            "*lit*; nobody was asked about weeks without **any** light.",
        ).result
    with clock.replay(now - timedelta(days=2)):
        appeal_actions.decide_appeal.perform(
            town.desks["reviewer"],
            appeal=appeal,
            verdict="granted",
            text="Those concerned were asked about new lamps, not about weeks in the dark. Article 12 "
            "wants them asked about what is decided. The decision cannot stand.",
        )


def _dismissed(town: Town, residents: list[Actor]) -> None:
    """An answer that disappoints is not against the law."""
    now = timezone.now()
    since = now - timedelta(days=24)
    answered = Entry.objects.filter(action="cases.answer_case", occurred_at__gt=since)
    entry = answered.order_by("-id").first()
    if entry is None:
        # A very small town may have had no answer lately.
        return
    with clock.replay(now - timedelta(days=1, hours=6)):
        appeal = appeal_actions.file_appeal.perform(
            residents[1],
            entry=entry,
            text="They promise a day, but I wanted it done this week.",
        ).result
    with clock.replay(now - timedelta(hours=20)):
        appeal_actions.decide_appeal.perform(
            town.desks["reviewer"],
            appeal=appeal,
            verdict="dismissed",
            text="The answer came in time and names a day. The law gives a right to an answer, not to "
            "this answer.",
        )


def _challenge(town: Town, residents: list[Actor]) -> None:
    """A rule of the council goes too far; it ends on a day the council names."""
    now = timezone.now()
    root = Unit.objects.get(code="root")
    asked = ask(town, now - timedelta(days=300), root, "What may one do on the lawns?")
    with clock.replay(now - timedelta(days=300)):
        day = clock.today()
        rule = (
            by_council(instrument_actions.adopt_instrument)
            .perform(
                town,
                unit=root,
                code="lawns",
                rank=Rank.LOCAL_RULE,
                titles=said("Rules for the lawns"),
                provisions=[{"number": "Paragraph 1", "texts": LAWN}],
                starts=day,
                review_on=day + timedelta(days=365 * 2),
                matter=asked.ref,
            )
            .result
        )
    provision = Provision.objects.get(instrument=rule)
    with clock.replay(now - timedelta(days=40)):
        challenge = challenge_actions.challenge_rule.perform(
            _speaker(),
            provision=provision,
            text="Lawns are there to be used. It is enough to close the parts that are newly sown.",
        ).result
    for number, resident in enumerate(residents[2:9]):
        with clock.replay(now - timedelta(days=38 - number)):
            challenge_actions.support_challenge.perform(resident, challenge=challenge)
    with clock.replay(now - timedelta(days=10)):
        by_council(challenge_actions.answer_challenge).perform(
            town,
            challenge=challenge,
            verdict="repealed",
            ends_on=clock.today() + timedelta(days=40),
            text="The challenge is right. The rule ends with the month in which the seed has grown.",
        )


def _speaker() -> Actor:
    """Somebody who speaks for an organisation with standing."""
    made = Organisation.objects.filter(state="recognised").order_by("pk")[3]
    member = Membership.objects.filter(organisation=made).order_by("pk")[0]
    return as_organisation(Person.objects.get(pk=member.person_id), made)


def _recall(residents: list[Actor]) -> None:
    """Too few wanted the Streets office to lose its mandate; timers close the petition."""
    mandate = Mandate.objects.filter(body__code="streets").select_related("body__unit")[0]
    now = timezone.now()
    with clock.replay(now - timedelta(days=100)):
        petition = recall_actions.petition_recall.perform(
            residents[10],
            mandate=mandate,
            text="Half of what they report as done is not. Give the streets to somebody else.",
        ).result
    for number, resident in enumerate(residents[11:15]):
        with clock.replay(now - timedelta(days=95 - number)):
            recall_actions.sign_recall.perform(resident, petition=petition)
    watch()
