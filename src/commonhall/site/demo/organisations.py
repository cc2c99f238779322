"""The organisations of the demo town: registered, most of them recognised, one asking for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from commonhall.core import clock
from commonhall.law.recognitions import actions as recognition_actions
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations import own_actions
from commonhall.people.organisations.models import Organisation
from commonhall.site.demo import content

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

# Of them, and days of the town until today.
MANY, DAYS = 30, 730


def register(town: Town) -> None:
    desk = town.desks["hall-desk"]
    for number in range(MANY):
        names = content.organisation(number)
        with clock.replay(town.begins + timedelta(days=5 + number * 3, hours=10)):
            made = organisation_actions.register_organisation.perform(
                town.residents[number],
                name=names["en"],
                names=names,
                kind=town.chance.choice(
                    ["association", "neighbourhood", "cooperative", "foundation"]
                ),
                unit=town.chance.choice(town.units),
                purpose=content.PURPOSE,
            ).result
            if number < MANY - 3:
                organisation_actions.recognise_organisation.perform(desk, organisation=made)
            elif number == MANY - 1:
                _will_ask(town, made)
            if number == 0:
                _presents_itself(town, made)


def _presents_itself(town: Town, made: Organisation) -> None:
    """What people read of one of them, and who speaks for it."""
    resident = town.residents[0]
    own_actions.present_organisation.perform(
        resident, organisation=made, purpose=content.PURPOSE, tongues="English, Polski, 中文"
    )
    own_actions.name_me.perform(resident, organisation=made, name="Ada Falk", role="treasurer")


def _will_ask(town: Town, made: Organisation) -> None:
    """It asks for recognition in the last days, and is not answered yet."""
    resident = town.residents[MANY - 1]
    moment = town.begins + timedelta(days=DAYS - 9, hours=11)
    town.waiting.append(
        (
            moment,
            lambda: recognition_actions.ask_for_recognition.perform(
                resident, organisation=made, text=content.PURPOSE
            ),
        )
    )
