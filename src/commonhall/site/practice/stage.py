"""What Millbrook needs for practice beside its two years: accounts to be lent, and something to do for each of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases import state_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories.models import Category
from commonhall.consultations.round_tables.models import Seat
from commonhall.core import clock
from commonhall.decisions.votes import actions, envelopes
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.tally import close_if_over
from commonhall.delivery.calls import offer_actions
from commonhall.delivery.plan.models import Item
from commonhall.pages.practice.town import MARK, shape
from commonhall.people.accounts.models import Account
from commonhall.people.actors import as_person
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.site.demo import calls, content, tellers
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import MEMBERS, by_council
from commonhall.site.demo.ground import millbrook
from commonhall.site.demo.said import said
from commonhall.site.practice import gatherings

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# Confirmed residents who did not vote in the question that is open (demo/votes.py): each visitor is one of them.
FREE = slice(84, 130)
# Of those who speak for an organisation; the first few act in the demo themselves.
SPEAKERS = slice(3, 18)
# Streets has declared an interest in this district, and cannot act there.
OF_INTEREST = "old-town"
WAITING_CASES, DECLINED = 14, 2
QUESTIONS = (
    "Should the library open on Sundays?",
    "Should the fountain run in winter?",
    "Should the school yard be open at weekends?",
    "Should the bell ring at night?",
)
LAMP = "The lamp in front of the house has been dark since Monday."
REASON = (
    "The wall belongs to the railway. We passed on a photo of it; the railway answers in writing."
)


def build(town: Town) -> None:
    """Set the stage, and write down who is who."""
    gatherings.build(town)
    lent: dict[str, list[dict[str, Any]]] = {
        "resident": [_lent(one) for one in town.residents[FREE]],
        "organisation": [*_speakers(town)],
        "table": [*_at_the_table()],
        "clerk": [_office(town, f"{one.code}-desk") for one in content.BODIES],
        "council": [_office(town, f"council-{number}") for number in range(1, len(MEMBERS) + 1)],
        "scorer": [_office(town, code) for code in calls.SCORERS],
        "mediator": [{"account": "mediator@millbrook.example", "as": ""}],
        "teller": [],
    }
    _cases(town)
    _offers(town)
    helpers = {}
    for number, question in enumerate(QUESTIONS):
        one = _to_be_counted(town, number, question)
        lent["teller"].append(one["lent"])
        helpers[str(one["vote"])] = one["helper"]
    told = {
        "shape": shape(),
        "made": timezone.now().isoformat(),
        "lent": lent,
        "helpers": helpers,
    }
    (settings.COMMONHALL_HOME / MARK).write_text(json.dumps(told))


# --- who is who -----------------------------------------------------------------------------------
def _lent(resident: Actor) -> dict[str, Any]:
    """An account without a pass phrase for a resident: nobody signs in by it but by the practice town's own pages."""
    person = Person.objects.get(pk=resident.person or 0)
    if person.account is None:
        made = Account(email=f"resident-{person.pk}@millbrook.example")
        made.set_unusable_password()
        made.save()
        person.account = made
        person.save(update_fields=["account"])
    return {"account": person.account.email, "as": ""}


def _office(town: Town, code: str) -> dict[str, Any]:
    office = Office.objects.select_related("body").get(code=code)
    account = Account.objects.get(pk=town.desks[code].account or 0)
    return {"account": account.email, "as": office.ref, "body": office.body_id}


def _speakers(town: Town) -> Iterable[dict[str, Any]]:
    rows = Membership.objects.filter(organisation__state=Organisation.State.RECOGNISED)
    for one in rows.exclude(person=None).order_by("organisation", "pk")[SPEAKERS]:
        yield _for(one)


def _at_the_table() -> Iterable[dict[str, Any]]:
    """Who speaks for the organisations that sit at a round table."""
    seats = Seat.objects.exclude(organisation=None).values_list("organisation", flat=True)
    rows = Membership.objects.filter(organisation__in=set(seats)).exclude(person=None)
    for one in rows.order_by("organisation", "pk"):
        yield _for(one)


def _for(membership: Membership) -> dict[str, Any]:
    person = membership.person
    if person is None:
        raise AssertionError("nobody speaks for it")
    return {**_lent(as_person(person)), "as": membership.organisation.ref}


# --- what there is to do --------------------------------------------------------------------------
def _cases(town: Town) -> None:
    """Lamps that wait for an answer since this morning, and cases that were declined with reasons."""
    lamps = Category.objects.select_related("body").get(code="lamps")
    now, made = timezone.now(), []
    units = [one for one in town.units if one.code != OF_INTEREST]
    for number in range(WAITING_CASES + DECLINED):
        unit = units[number % len(units)]
        latitude, longitude, street = millbrook.spot(unit.code, town.chance)
        with clock.replay(now - timedelta(hours=30) + timedelta(hours=number)):
            case: Case = case_actions.raise_case.perform(
                town.residents[number + 40],
                kind=Case.Kind.values[0],
                title=f"Dark lamp, {street}",
                text=LAMP,
                category=lamps,
                unit=unit,
                address=street,
                point=(Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")),
                channel="phone",
            ).result
            made.append(case)
    for case in made[:DECLINED]:
        with clock.replay(now - timedelta(hours=10)):
            state_actions.decline_case.perform(
                town.desks[f"{case.body.code}-desk"], case=case, reason=REASON
            )


def _offers(town: Town) -> None:
    """A call whose offers were opened yesterday and wait to be scored."""
    item = Item.objects.exclude(unit__code=OF_INTEREST).order_by("pk").first()
    offering = calls.speakers()
    if item is None or len(offering) < 2:
        raise AssertionError("the town has no plan, or nobody to offer")
    begins = timezone.now() - timedelta(days=22)
    names = said("A roof over the bicycle stands")
    with clock.replay(begins):
        call, openers = calls.called(
            town,
            names,
            said("A roof of glass or metal over twelve stands, with a gutter."),
            item,
            21,
        )
    with clock.replay(begins + timedelta(days=3)):
        for actor, price in zip(offering, (3_900_00, 3_400_00, 4_100_00), strict=False):
            offer_actions.hand_in_offer.perform(
                actor,
                call=call,
                price=price,
                text="Galvanised steel and safety glass, in four weeks.",
            )
    with clock.replay(begins + timedelta(days=21, hours=2)):
        calls.open_together(call, openers)


def _to_be_counted(town: Town, number: int, question: str) -> dict[str, Any]:
    """A vote that closed yesterday: one teller has handed in, the second is whoever practises, the third is away."""
    chair, now = town.desks["council-chair"], timezone.now()
    root = Unit.objects.get(code="root")
    three = [town.residents[-1], town.residents[-4 - number], town.residents[-2]]
    opened = now - timedelta(days=16)
    with clock.replay(opened - timedelta(days=16)):
        election: Election = actions.prepare_election.perform(
            chair,
            kind="question",
            form="approval",
            rule="most",
            most=1,
            unit=root,
            names=said(question),
            texts=said("A vote to practise counting with."),
        ).result
        for code, name in (("yes", "Yes"), ("no", "No")):
            actions.add_option.perform(chair, election=election, code=code, names=said(name))
        keys = tellers.named(town, chair, election, three)
    ask(town, opened, root, question, about=election.ref)
    with clock.replay(opened):
        by_council(actions.open_election).perform(
            town, election=election, closes_at=now - timedelta(days=1)
        )
    election.refresh_from_db()
    for at, voter in enumerate(town.residents[20 + 8 * number : 28 + 8 * number]):
        with clock.replay(opened + timedelta(days=1, hours=at)):
            answer = "yes" if (at + number) % 3 else "no"
            actions.cast_ballot.perform(
                voter, election=election, choices=[(answer, 1)], mark=envelopes.new_mark()
            )
    (first, first_key), (own, own_key) = keys[0], keys[1]
    with clock.replay(now - timedelta(hours=20)):
        close_if_over(election)
        tellers.hand_in(first, first_key, election)
    lent = {**_lent(own), "vote": election.pk, "key": own_key.written(election.ref)}
    helper = {"person": first.person, "key": first_key.written(election.ref)}
    return {"vote": election.pk, "lent": lent, "helper": helper}
