"""Samples of what may be done about the recognition of organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.core import clock
from commonhall.law.instruments.models import Competence
from commonhall.law.recognitions import actions
from commonhall.law.recognitions.models import Recognition
from commonhall.people.actors import system
from commonhall.people.organisations.models import Organisation
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.cases import neighbour
from tests.actions.samples.people import registered
from tests.kit import Hall
from tests.law import kit

TEXT = "We mend bicycles with children, since 2019."


def asked(hall: Hall, organisation: Organisation) -> Recognition:
    return actions.ask_for_recognition.perform(
        hall.resident, organisation=organisation, text=TEXT
    ).result


def nobody_recognises() -> None:
    """No body holds the power."""
    yesterday = clock.today() - timedelta(days=1)
    for one in Competence.objects.filter(power=actions.POWER):
        set_fields(one, ends=yesterday)


def granted(hall: Hall, **fields: Any) -> Recognition:
    """The recognition by which an organisation has its standing."""
    one = Recognition.objects.get(organisation=kit.organisation(hall).organisation)
    if fields:
        set_fields(one, **fields)
    return Recognition.objects.get(pk=one.pk)


@sample("law.ask_for_recognition")
def ask_for_recognition(hall: Hall) -> Sample:
    organisation = registered(hall)
    return Sample(
        hall.resident,
        organisation,
        {"text": TEXT},
        changed=lambda one: (
            (one.state, one.text, one.due_on)
            == (
                "asked",
                TEXT,
                clock.today() + timedelta(days=30),
            )
        ),
        refused=[
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="suspended"),
            unless("recognised", state="recognised"),
            Refusal("asked", before=lambda: asked(hall, organisation)),
            Refusal("nobody-answers", before=nobody_recognises),
        ],
        wrong=[Wrong("text", "")],
    )


@sample("law.withdraw_recognition")
def withdraw_recognition(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        asked(hall, registered(hall)),
        changed=lambda one: one.state == "withdrawn",
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="granted")],
    )


@sample("law.answer_recognition")
def answer_recognition(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        asked(hall, registered(hall)),
        {"verdict": "granted", "reasons": ""},
        changed=lambda one: (
            (one.state, one.organisation.state) == ("granted", "recognised")
            and one.until > clock.today()
        ),
        refused=[unless("wrong-state", state="withdrawn")],
        wrong=[Wrong("reasons", "", along={"verdict": "refused"})],
    )


@sample("law.end_recognition")
def end_recognition(hall: Hall) -> Sample:
    return Sample(
        system(),
        granted(hall, until=clock.today() - timedelta(days=1)),
        changed=lambda one: (one.state, one.organisation.state) == ("over", "registered"),
        refused=[unless("wrong-state", until=clock.today())],
    )


@sample("law.tell_recognition_ends")
def tell_recognition_ends(hall: Hall) -> Sample:
    return Sample(
        system(),
        granted(hall, until=clock.today() + timedelta(days=59)),
        changed=lambda one: one.told_on == clock.today(),
        refused=[unless("wrong-state", told_on=clock.today())],
    )
