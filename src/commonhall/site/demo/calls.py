"""Millbrook's calls for sealed offers: one awarded, one announced yesterday, one open today; a function asked for."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.votes import teller_files
from commonhall.decisions.votes.teller_files import Key
from commonhall.delivery.calls import (
    deciding_actions,
    offer_actions,
    opening_actions,
    preparing_actions,
    queries,
    question_actions,
    scoring_actions,
)
from commonhall.delivery.calls.models import Call
from commonhall.delivery.carriers import actions as carrier_actions
from commonhall.delivery.contracts import actions as contract_actions
from commonhall.delivery.functions import request_actions
from commonhall.delivery.functions.models import Transfer
from commonhall.delivery.plan.models import Item
from commonhall.people.actors import as_organisation, system
from commonhall.people.bodies.models import Office
from commonhall.people.organisations.models import Membership
from commonhall.places.models import Unit
from commonhall.services.services.models import Service
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

Openers = list[tuple[Actor, Key]]
BUYER, OPENERS, SCORERS = (
    "streets-desk",
    ("hall-desk", "reviewer"),
    ("streets-desk", "transport-desk"),
)


def speakers() -> list[Actor]:
    """Those who act for organisations with standing, the first few."""
    rows = Membership.objects.filter(organisation__state="recognised", person__isnull=False)
    found: dict[int, Actor] = {}
    for one in rows.select_related("organisation", "person").order_by("organisation", "pk"):
        if one.person is not None:
            found.setdefault(one.organisation_id, as_organisation(one.person, one.organisation))
    return list(found.values())[:3]


def build(town: Town, item: Item) -> None:
    """One call on its whole way, and one that takes offers today."""
    offering = speakers()
    if len(offering) < 2 or any(code not in town.desks for code in (*OPENERS, *SCORERS)):
        return
    _awarded(town, item, offering)
    _open(town, item, offering)
    _asked(offering)


def called(
    town: Town, names: dict[str, str], texts: dict[str, str], item: Item, days: int
) -> tuple[Call, Openers]:
    """Prepared, joined by two openers of other bodies, scorers named, opened."""
    buyer, now = town.desks[BUYER], clock.now()
    call = preparing_actions.prepare_call.perform(
        buyer,
        names=names,
        texts=texts,
        unit=Unit.objects.get(pk=item.unit_id),
        item=item,
        price_weight=50,
        criteria=[
            {"code": "c1", "name": "How long it lasts", "weight": 30},
            {"code": "c2", "name": "Repairs within two days", "weight": 20},
        ],
        shown=Call.Shown.PRICES,
        questions_until=now + timedelta(days=days - 5),
        closes_at=now + timedelta(days=days),
        estimate=4_000_00,
    ).result
    openers = []
    for code in OPENERS:
        key = teller_files.make_key()
        preparing_actions.join_as_opener.perform(town.desks[code], call=call, public_key=key.public)
        openers.append((town.desks[code], key))
    for code in SCORERS:
        office = Office.objects.get(code=code)
        preparing_actions.name_scorer.perform(buyer, call=call, office=office)
    return preparing_actions.open_call.perform(buyer, call=call).result, openers


def _awarded(town: Town, item: Item, offering: list[Actor]) -> None:
    begins, buyer = timezone.now() - timedelta(days=60), town.desks[BUYER]
    with clock.replay(begins):
        call, openers = called(
            town,
            said("Twelve bicycle stands by the station"),
            said("Twelve stands, set in the ground, with two years of repairs."),
            item,
            21,
        )
        question = question_actions.ask_about_call.perform(
            town.residents[0], call=call, text="Must the stands be galvanised?"
        ).result
    with clock.replay(begins + timedelta(days=2)):
        question_actions.answer_question.perform(
            buyer, question=question, text="Yes, or of stainless steel."
        )
        for actor, price in zip(offering, (3_600_00, 3_150_00, 4_200_00), strict=False):
            offer_actions.hand_in_offer.perform(
                actor, call=call, price=price, text="Galvanised, with repairs by our workshop."
            )
    with clock.replay(begins + timedelta(days=21, hours=2)):
        open_together(call, openers)
    with clock.replay(begins + timedelta(days=24)):
        call.refresh_from_db()
        for number, offer in enumerate(queries.to_score(call)):
            for more, code in enumerate(SCORERS):
                points = {"c1": str(8 - 2 * (number % 2)), "c2": str(6 + 2 * more)}
                scoring_actions.score_offer.perform(
                    town.desks[code],
                    offer=offer,
                    points=points,
                    reasons="The steel is thick enough; the workshop is two streets away.",
                )
        call = deciding_actions.announce_result.perform(buyer, call=call).result
    with clock.replay(begins + timedelta(days=37)):
        winner = deciding_actions.winner_of(call)
        if winner is None or winner.offerer is None or call.contract is None:
            raise AssertionError("no offer stands first")
        contract_actions.award_contract.perform(
            buyer,
            contract=call.contract,
            organisation=winner.offerer,
            amount=winner.price or 0,
            bids=call.offers or 0,
            reason="It stands first in the ranking.",
            ends=(timezone.now() + timedelta(days=90)).date(),
        )


def open_together(call: Call, openers: Openers) -> None:
    """Its hour has passed: it closes, and every opener brings their part."""
    opening_actions.close_call.perform(system(), call=call)
    call.refresh_from_db()
    for actor, key in openers:
        opener = queries.opener_of(actor, call)
        if opener is None:
            raise AssertionError("an opener is missing")
        pairs = opening_actions.envelopes_for(call, opener)
        file = teller_files.envelopes_said(call.ref, opener.number, key.public, pairs)
        parts = teller_files.open_parts(key, json.dumps(file))
        opening_actions.open_offers.perform(actor, call=call, file=parts)


def _open(town: Town, item: Item, offering: list[Actor]) -> None:
    with clock.replay(timezone.now() - timedelta(days=3)):
        call, _openers = called(
            town,
            said("Benches along the river path"),
            said("Ten benches one can stand up from, two of them with armrests."),
            item,
            20,
        )
        offer_actions.hand_in_offer.perform(
            offering[0], call=call, price=2_900_00, text="Oak, from the county."
        )


def _asked(offering: list[Actor]) -> None:
    """One organisation asks for a service; the one that carries the meals reports on its first months."""
    free = Service.objects.filter(organisation=None, ended_on=None).order_by("pk").first()
    if free is not None:
        with clock.replay(timezone.now() - timedelta(days=12)):
            day = clock.today()
            request_actions.ask_for_function.perform(
                offering[0],
                service=free,
                plan="Three of us know the work; volunteers help at the weekend.",
                standard="Open on six days a week, and an answer within two days.",
                amount=18_000_00,
                starts=day + timedelta(days=90),
                ends=day + timedelta(days=455),
            )
    transfer = Transfer.objects.filter(returned_on=None).order_by("pk").first()
    member = transfer and transfer.organisation.memberships.exclude(person=None).first()
    if transfer is None or not member or member.person is None:
        return
    speaker = as_organisation(member.person, transfer.organisation)
    for month in carrier_actions.missing(transfer)[:2]:
        with clock.replay(_in_time(month)):
            carrier_actions.report_on_function.perform(
                speaker,
                transfer=transfer,
                month=month.isoformat(),
                figures=[{"name": "Meals served", "value": "2140"}],
                text="No child went without. The oven was out of order for a day.",
            )


def _in_time(month: date) -> datetime:
    """Some days after a month's end, in the morning."""
    day = clock.next_month(month) + timedelta(days=4)
    return datetime(day.year, day.month, day.day, 10, tzinfo=timezone.get_current_timezone())
