"""Samples of what may be done with applications for services, their standards, and marks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from commonhall.core import clock
from commonhall.law.instruments.models import Provision
from commonhall.people import actors
from commonhall.services.applications import actions, deciding_actions, form_actions, intake_actions
from commonhall.services.applications.models import Application, ServiceQuestion
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.ratings.models import Rating
from commonhall.services.services.models import Service
from commonhall.services.standards import actions as standards
from commonhall.services.standards import queries
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.kit import MEASURED, Hall
from tests.services import kit
from tests.words import texts

State = Application.State
YESTERDAY = timedelta(days=1)


def stands(state: str) -> Any:
    return lambda application: application.state == state


def withdrawn() -> Refusal:
    return unless("withdrawn", state=State.WITHDRAWN)


def decided() -> Refusal:
    return unless("wrong-state", state=State.GRANTED)


def stranger(hall: Hall) -> Refusal:
    return Refusal("not-yours", by=kit.applicant(hall, "stranger"))


def open_one(hall: Hall) -> Application:
    return kit.apply(kit.applicant(hall), kit.applied_service(hall))


def asked_one(hall: Hall) -> Application:
    one = open_one(hall)
    deciding_actions.ask_for_more.perform(hall.parks, application=one, text="Your income?")
    return Application.objects.get(pk=one.pk)


def own(application: Application) -> Any:
    assert application.person is not None
    return actors.as_person(application.person)


# --- what a body sets -----------------------------------------------------------------------------
@sample("services.take_applications")
def take_applications(hall: Hall) -> Sample:
    roads = kit.service(hall, "roads", body=hall.body("council"))
    return Sample(
        hall.parks,
        kit.service(hall),
        {"applied_for": True, "documents": "income = Proof of income"},
        changed=lambda one: one.applied_for and one.needed == [("income", "Proof of income")],
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("cannot-answer", by=hall.chair, thing=roads),
        ],
        wrong=[
            Wrong("documents", "no equals sign"),
            Wrong("documents", "\n".join(f"d{one} = Document" for one in range(13))),
        ],
    )


@sample("services.ask_applicants")
def ask_applicants(hall: Hall) -> Sample:
    made = kit.service(hall)

    def twelve() -> None:
        for number in range(12):
            form_actions.ask_applicants.perform(
                hall.parks, service=made, code=f"q{number}", names=texts("?"), kind="text"
            )

    return Sample(
        hall.parks,
        made,
        {"code": "household", "names": texts("How many?"), "kind": "number", "required": True},
        changed=lambda one: (
            (one.code, one.required, one.service.code) == ("household", True, "pass")
        ),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[
            Wrong("choices", None, {"kind": "choice"}),
            Wrong("choices", "a = A\nb = B"),
            Wrong("code", "one-more", before=twelve),
        ],
    )


@sample("services.end_service_question")
def end_service_question(hall: Hall) -> Sample:
    kit.applied_service(hall)
    return Sample(
        hall.parks,
        ServiceQuestion.objects.get(),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


# --- those who apply ------------------------------------------------------------------------------
@sample("services.apply_for_service")
def apply_for_service(hall: Hall) -> Sample:
    ada, made = kit.applicant(hall), kit.applied_service(hall)
    return Sample(
        ada,
        made,
        {"answers": {"household": "3"}, "text": "Please."},
        changed=lambda one: (
            (one.state, one.answers, one.body.code) == (State.OPEN, {"household": "3"}, "parks")
        ),
        refused=[
            unless("not-applied-for", applied_for=False),
            Refusal("not-applied-for", {"ended_on": clock.today()}),
            Refusal("applied", before=lambda: kit.apply(ada, made)),
        ],
        wrong=[Wrong("answers", {}), Wrong("answers", {"household": "3", "colour": "red"})],
    )


@sample("services.add_document")
def add_document(hall: Hall) -> Sample:
    one = open_one(hall)

    def twenty() -> None:
        for _number in range(20):
            actions.add_document.perform(
                own(one), application=one, file=ContentFile(b"%PDF-1.4", "a.pdf")
            )

    return Sample(
        own(one),
        one,
        {"file": ContentFile(b"%PDF-1.4", "income.pdf"), "need": "income"},
        changed=lambda made: (made.need, made.name) == ("income", "income.pdf"),
        refused=[
            decided(),
            withdrawn(),
            stranger(hall),
            Refusal("enough-documents", before=twenty),
        ],
    )


@sample("services.take_back_document")
def take_back_document(hall: Hall) -> Sample:
    one = open_one(hall)
    made = actions.add_document.perform(
        own(one), application=one, file=ContentFile(b"%PDF-1.4", "a.pdf")
    ).result
    return Sample(
        own(one),
        made,
        changed=lambda document: document.ended_on == clock.today() and not document.name,
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            stranger(hall),
            Refusal("withdrawn", before=lambda: set_fields(one, state=State.WITHDRAWN)),
        ],
    )


@sample("services.reply_to_office")
def reply_to_office(hall: Hall) -> Sample:
    one = asked_one(hall)
    return Sample(
        own(one),
        one,
        {"text": "812."},
        changed=lambda step: step.application.state == State.OPEN and step.runs,
        refused=[decided(), withdrawn(), stranger(hall)],
    )


@sample("services.take_back_application")
def take_back_application(hall: Hall) -> Sample:
    one = open_one(hall)
    return Sample(
        own(one),
        one,
        {"text": "I moved."},
        changed=stands(State.WITHDRAWN),
        refused=[decided(), withdrawn(), stranger(hall)],
    )


@sample("services.destroy_application")
def destroy_application(hall: Hall) -> Sample:
    one = kit.grant(hall, open_one(hall))
    long_ago = clock.today() - timedelta(days=1096)
    set_fields(one, decided_on=long_ago)
    return Sample(
        actors.system(),
        Application.objects.get(pk=one.pk),
        changed=lambda gone: (gone.person, gone.text, gone.answers) == (None, "", None),
        refused=[
            unless("not-over", destroyed_on=clock.today()),
            unless("not-over", decided_on=long_ago + YESTERDAY),
            unless("not-over", decided_on=None),
        ],
    )


# --- the body -------------------------------------------------------------------------------------
@sample("services.ask_for_more")
def ask_for_more(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        open_one(hall),
        {"text": "Your income?"},
        changed=lambda step: step.application.state == State.ASKED and step.runs,
        refused=[decided(), withdrawn(), unless("wrong-state", state=State.ASKED)],
    )


@sample("services.grant_application")
def grant_application(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        open_one(hall),
        {"text": "A pass from Monday."},
        changed=lambda one: stands(State.GRANTED)(one) and one.decided_on == clock.today(),
        refused=[decided(), withdrawn()],
    )


@sample("services.refuse_application")
def refuse_application(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        open_one(hall),
        {"text": "You are 30.", "provision": Provision.objects.get(number="Article 21")},
        changed=stands(State.REFUSED),
        refused=[
            decided(),
            withdrawn(),
            unless("may-reply", state=State.ASKED, asked_until=clock.today()),
        ],
    )


# --- the operator ---------------------------------------------------------------------------------
def told(hall: Hall) -> dict[str, Any]:
    return {
        "channel": "counter",
        "name": "Ruth",
        "identity": "Identity card shown",
        "phone": "555 1",
        "answers": {"household": "1"},
    }


@sample("services.take_in_application")
def take_in_application(hall: Hall) -> Sample:
    made = kit.applied_service(hall)

    def before() -> None:
        intake_actions.take_in_application.perform(hall.clerk, service=made, **told(hall))

    return Sample(
        hall.clerk,
        made,
        told(hall),
        changed=lambda one: (one.person.name, one.channel) == ("Ruth", "counter") and one.receipt,
        refused=[unless("not-applied-for", applied_for=False)],
        wrong=[
            Wrong("answers", {}),
            Wrong("email", "nobody@example.org"),
            Wrong("name", "Ruth", before=before),
        ],
    )


@sample("services.record_applicant_word")
def record_applicant_word(hall: Hall) -> Sample:
    one = intake_actions.take_in_application.perform(
        hall.clerk, service=kit.applied_service(hall), **told(hall)
    ).result
    return Sample(
        hall.clerk,
        one,
        {"code": one.receipt, "says": "withdraw"},
        changed=stands(State.WITHDRAWN),
        refused=[unless("wrong-state", receipt=""), decided()],
        wrong=[Wrong("code", "ABCDEFGH"), Wrong("text", "", {"says": "reply"})],
    )


# --- standards ------------------------------------------------------------------------------------
def a_month() -> str:
    return queries.months_back(clock.today(), 1)[0].isoformat()


def measured(hall: Hall) -> Measurement:
    made = kit.standard(hall, kit.service(hall))
    return standards.report_for_standard.perform(
        hall.parks,
        standard=made,
        month=a_month(),
        unit=hall.unit("north"),
        value=Decimal(70),
        **MEASURED,
    ).result


@sample("services.report_for_standard")
def report_for_standard(hall: Hall) -> Sample:
    north = hall.unit("north")
    made = kit.standard(hall, kit.service(hall, unit=north))

    def confirmed() -> None:
        row = standards.report_for_standard.perform(
            hall.parks, standard=made, month=a_month(), unit=north, value=Decimal(9), **MEASURED
        ).result
        standards.confirm_measurement.perform(hall.chair, measurement=row, seen="Seen.")

    return Sample(
        hall.parks,
        made,
        {"month": a_month(), "unit": north, "value": Decimal(70), **MEASURED, "sample": 40},
        changed=lambda one: (one.value, one.sample, one.confirmed_on) == (70, 40, None),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("computed", measure="cases-waiting"),
        ],
        wrong=[
            Wrong("value", Decimal(10) ** 9),
            Wrong("unit", hall.unit("south")),
            Wrong("month", "1999-01-01"),
            Wrong("month", a_month(), before=confirmed),
        ],
    )


def _looked_at(hall: Hall) -> list[Refusal]:
    return [
        unless("wrong-state", confirmed_on=clock.today()),
        unless("wrong-state", struck_on=clock.today()),
        unless("same-body", body=hall.body("council")),
    ]


@sample("services.confirm_measurement")
def confirm_measurement(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        measured(hall),
        {"seen": "I read the log."},
        changed=lambda one: (one.seen, one.confirmed_by.code) == ("I read the log.", "council"),
        refused=_looked_at(hall),
    )


@sample("services.reject_measurement")
def reject_measurement(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        measured(hall),
        {"seen": "The log says 61."},
        changed=lambda one: one.struck_on == clock.today() and one.confirmed_on is None,
        refused=_looked_at(hall),
    )


@sample("services.compute_for_standard")
def compute_for_standard(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        kit.standard(hall, kit.service(hall)),
        {
            "month": queries.months_back(clock.today(), 1)[0],
            "values": {hall.unit("north").pk: Decimal(90)},
        },
        changed=lambda _count: Measurement.objects.get().computed,
    )


@sample("services.change_standard")
def change_standard(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        kit.standard(hall, kit.service(hall)),
        {"threshold": Decimal(95), "reasons": "New buses."},
        changed=lambda one: (one.before, one.after, one.standard.threshold) == (90, 95, 95),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[Wrong("threshold", Decimal(90)), Wrong("threshold", Decimal(10) ** 9)],
    )


@sample("services.end_standard")
def end_standard(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        kit.standard(hall, kit.service(hall)),
        {"reasons": "The line is closed."},
        changed=lambda one: (one.ended_on, one.why_ended) == (clock.today(), "The line is closed."),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


# --- marks ----------------------------------------------------------------------------------------
@sample("services.rate_service")
def rate_service(hall: Hall) -> Sample:
    made: Service = kit.service(hall)
    return Sample(
        kit.applicant(hall),
        made,
        {"mark": "4", "used": True},
        changed=lambda _nothing: Rating.objects.get().mark == 4,
        refused=[
            unless("not-used", applied_for=True),
            unless("wrong-state", ended_on=clock.today()),
        ],
        wrong=[Wrong("used", False)],
        quiet=True,
    )
