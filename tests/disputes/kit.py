"""Plain functions that make disputes for tests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from unittest import mock

from django.conf import settings
from django.core import mail

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.disputes.disputes import actions
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.mediation import settling_actions
from commonhall.disputes.mediators import actions as roll_actions
from commonhall.disputes.mediators import choosing_actions
from commonhall.disputes.mediators.models import Mediator
from commonhall.disputes.ways_on import actions as way_actions
from commonhall.law.appeals import lot
from commonhall.people import actors
from commonhall.people.residents.models import Person
from tests.cases.mail_kit import run_jobs
from tests.decisions import lots
from tests.kit import Hall, person
from tests.words import texts

# Words that no door may show to anybody else.
MATTER = "Drumming xylophones at midnight"
OFFER = "Velvet curtains against the noise"
NOTE = "Both seem lonely, says my notebook"
TEXT = "No xylophone after nine in the evening"
END = "Try the magistrate in Mill Lane"
NAME = "Ada Quillfeather"
PHONE = "0551 998877"
ADDRESS = "7 Hidden Thicket"
HIDDEN = (MATTER, OFFER, NOTE, TEXT, END, NAME, PHONE, ADDRESS)


def actor(name: str) -> Actor:
    """Somebody with an account of that name, made at the first use."""
    found = Person.objects.filter(account__email=f"{name}@example.org").first()
    return actors.as_person(found or person(name))


def on_roll(hall: Hall, *names: str) -> list[Mediator]:
    """Mediators on the roll, by the names of their accounts."""
    return [
        roll_actions.appoint_mediator.perform(
            hall.chair,
            person=Person.objects.get(pk=actor(name).person),
            known_as=name.title(),
            training="Two years at the school of mediation.",
            starts=clock.today(),
            ends=clock.today() + timedelta(days=900),
        ).result
        for name in names
    ]


def help_at_hand(hall: Hall) -> None:
    way_actions.add_way_on.perform(
        hall.clerk, kind="help", names=texts("Night line"), contact="0800 123"
    )
    way_actions.add_way_on.perform(
        hall.clerk, kind="court", names=texts("District court"), contact="1 Court Square"
    )


def opened(hall: Hall, email: str = "other@example.org", **given: Any) -> Dispute:
    """The resident asks for mediation with somebody."""
    actor("other")
    values = {"kind": "neighbours", "other": "The other", "matter": MATTER, "email": email, **given}
    return actions.open_dispute.perform(hall.resident, **values).result


def accepted(hall: Hall, mediators: Sequence[str] = ("mia", "max")) -> Dispute:
    if not Mediator.objects.exists():
        on_roll(hall, *mediators)
    dispute = opened(hall)
    return actions.accept_dispute.perform(actor("other"), dispute).result


def struck(dispute: Dispute, by: Actor, *names: str) -> Dispute:
    wanted = [Mediator.objects.get(name=name.title()) for name in names]
    return choosing_actions.strike_names.perform(by, dispute, names=wanted).result


def mediated(hall: Hall, mediator: str = "mia") -> Dispute:
    """Both have agreed on a mediator by striking the other one."""
    dispute = accepted(hall)
    struck(dispute, hall.resident, *({"mia", "max"} - {mediator}))
    return struck(dispute, actor("other"))


def to_lot(hall: Hall) -> Dispute:
    """Nobody struck a name, so the lot decides, by the tests' beacon."""
    dispute = accepted(hall)
    with mock.patch.object(lot, "CHAIN", lots.CHAIN):
        struck(dispute, hall.resident)
        return struck(dispute, actor("other"))


def agreed(hall: Hall, dispute: Dispute | None = None) -> Dispute:
    found = dispute or mediated(hall)
    settling_actions.propose_agreement.perform(actor("mia"), found, text=TEXT)
    settling_actions.sign_dispute.perform(hall.resident, found)
    return settling_actions.sign_dispute.perform(actor("other"), found).result


def fresh(dispute: Dispute) -> Dispute:
    return Dispute.objects.get(pk=dispute.pk)


def letters() -> list[Any]:
    """The letters written since the last look."""
    run_jobs()
    found = list(mail.outbox)
    mail.outbox.clear()
    return found


def link_in(letter: Any) -> str:
    found = re.search(rf"{re.escape(settings.SITE_URL)}(/disputes/\S+)", str(letter.body))
    assert found is not None
    return found[1]
