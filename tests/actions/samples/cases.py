"""Samples of what may be done with cases, categories and sources."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from PIL import Image

from commonhall.actions.import_runs import open_run
from commonhall.cases.answer_templates import actions as templates
from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as categories
from commonhall.cases.categories import question_actions as questions
from commonhall.cases.categories.models import Category, Question, Route
from commonhall.cases.categories.packs import PACKS
from commonhall.cases.confidential import actions as confidential
from commonhall.cases.desk import actions as desk
from commonhall.cases.duplicates import actions as duplicates
from commonhall.cases.evidence import actions as evidence
from commonhall.cases.intake import actions as intake
from commonhall.cases.me_too import actions as me_too
from commonhall.cases.moving_in import page_actions as imports
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.pictures.models import Picture
from commonhall.cases.sources import actions as sources
from commonhall.cases.sources import recurrence_actions as recurrences
from commonhall.cases.sources.models import Candidate, Source
from commonhall.core import clock
from commonhall.law.founding.actions import close_founding_period
from commonhall.law.founding.queries import founding_period
from commonhall.law.instruments.models import Competence
from commonhall.people import actors
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person
from tests import on_record
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.kit import Hall, person
from tests.law import kit
from tests.words import texts


def neighbour() -> Any:
    """Somebody else, in their own name."""
    return actors.as_person(Person.objects.get(name="clerk"))


def done_case(hall: Hall) -> Case:
    case = hall.raise_case()
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    return case


@sample("cases.raise_case")
def raise_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        given={
            "kind": "complaint",
            "title": "The lamp is broken",
            "category": hall.lamps,
            "unit": hall.unit("north"),
        },
        changed=lambda case: (
            (case.state, case.body.code, case.unit.code) == ("open", "parks", "north")
        ),
        wrong=[
            Wrong("unit", None),
            Wrong("point", (Decimal(50), Decimal(50))),
        ],
    )


@sample("cases.open_alarm_case")
def open_alarm_case(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={
            "title": "No dark street",
            "unit": hall.unit("north"),
            "body": hall.body("roads"),
            "category": hall.lamps,
            "due_on": clock.today(),
        },
        changed=lambda case: (
            (case.channel, case.body.code, case.due_on) == ("alarm", "roads", clock.today())
        ),
    )


@sample("cases.answer_case")
def answer_case(hall: Hall) -> Sample:
    case, day = hall.raise_case(), clock.today() + timedelta(days=9)
    return Sample(
        hall.parks,
        case,
        {"text": "Next week.", "promise": day},
        changed=lambda answer: (answer.case.state, answer.case.promised_on) == ("promised", day),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="confirmed")],
        wrong=[
            Wrong("promise", clock.today() - timedelta(days=1)),
            Wrong("promise", clock.today() + timedelta(days=5 * 365 + 1)),
        ],
    )


@sample("cases.pass_on_case")
def pass_on_case(hall: Hall) -> Sample:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We will see.")
    return Sample(
        hall.parks,
        case,
        {"to": hall.body("roads"), "reason": "It is on the road."},
        changed=lambda answer: (
            (answer.case.state, answer.case.body.code, answer.to_body.code)
            == ("open", "roads", "roads")
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="done"),
            unless("settled", settled=True),
            unless("disputed", disputed_to=hall.body("hall")),
        ],
        wrong=[Wrong("to", hall.body("parks"))],
    )


def asked(hall: Hall) -> Case:
    case = hall.raise_case()
    state_actions.ask_raiser.perform(hall.parks, case=case, question="Which lamp?")
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def disputed(hall: Hall) -> Case:
    """A case that was passed on three times."""
    case = hall.raise_case()
    for by, to in ((hall.parks, "roads"), (hall.roads, "parks"), (hall.parks, "roads")):
        actions.pass_on_case.perform(by, case=case, to=hall.body(to), reason="It is theirs.")
    return fresh(case)


@sample("cases.plan_case")
def plan_case(hall: Hall) -> Sample:
    day = clock.today() + timedelta(days=9)
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"day": day, "text": "A new lamp."},
        changed=lambda said: (
            (said.case.state, said.case.promised_on, said.case.next_on) == ("planned", day, day)
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="confirmed")],
        wrong=[
            Wrong("day", clock.today() - timedelta(days=1)),
            Wrong("day", clock.today() + timedelta(days=5 * 365 + 1)),
        ],
    )


@sample("cases.part_done")
def part_done(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"text": "The pole stands; the lamp follows."},
        changed=lambda said: (said.case.state, said.case.waits) == ("partly", True),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
        wrong=[Wrong("promise", clock.today() - timedelta(days=1))],
    )


@sample("cases.decline_case")
def decline_case(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"reason": "The ground is not the town's."},
        changed=lambda said: (
            (said.case.state, said.case.promised_on, said.case.next_on) == ("cannot", None, None)
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
    )


@sample("cases.send_outside")
def send_outside(hall: Hall) -> Sample:
    case = hall.raise_case()
    return Sample(
        hall.parks,
        case,
        {"party": "The grid company", "text": "Mend the cable.", "contact": "+44 1632 960000"},
        changed=lambda said: (
            (said.case.state, said.case.body.code, said.case.next_on)
            == ("outside", "parks", case.due_on)
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
    )


@sample("cases.ask_raiser")
def ask_raiser(hall: Hall) -> Sample:
    case = hall.raise_case()
    due = case.due_on
    assert due is not None
    return Sample(
        hall.parks,
        case,
        {"question": "Which lamp?"},
        changed=lambda said: (
            (said.case.state, said.case.due_on, said.case.stopped)
            == ("asked", due + timedelta(days=14), 14)
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="done"),
            unless("nobody-to-ask", person=None),
            unless("asked-before", asked_on=clock.today()),
        ],
    )


@sample("cases.reply_to_question")
def reply_to_question(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        asked(hall),
        {"text": "The one at number 12."},
        changed=lambda said: (
            (said.verdict, said.case.state, said.case.stopped) == ("replied", "open", 0)
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.contest_question")
def contest_question(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        asked(hall),
        {"text": "There is one lamp only."},
        changed=lambda said: (
            (said.verdict, said.case.state, said.case.due_on)
            == ("contested", "open", clock.today() + timedelta(days=14))
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.settle_case")
def settle_case(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        disputed(hall),
        {"to": hall.body("hall"), "reason": "The lamp is at its door."},
        changed=lambda said: (
            (said.case.body.code, said.case.settled, said.case.disputed_to, said.decided_by.code)
            == ("hall", True, None, "council")
        ),
        refused=[
            unless("wrong-state", disputed_to=None),
            unless("own-dispute", disputed_to=hall.body("council")),
        ],
    )


# --- taken in for somebody ------------------------------------------------------------------------
def taken_in(hall: Hall) -> Case:
    """A case that the residents' desk took in on the telephone and Parks reported done."""
    case = intake.take_in_case.perform(hall.clerk, **a_call(hall)).result
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    return fresh(case)


def a_call(hall: Hall) -> dict[str, Any]:
    return {
        "channel": "phone",
        "name": "Ada Green",
        "phone": "01632 960000",
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps,
        "unit": hall.unit("north"),
    }


@sample("cases.take_in_case")
def take_in_case(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given=a_call(hall),
        changed=lambda case: (
            (case.channel, case.taken_by.code, case.person.name, case.body.code, len(case.receipt))
            == ("phone", "hall-desk", "Ada Green", "parks", 8)
        ),
        wrong=[
            Wrong("received", clock.today() + timedelta(days=1)),
            Wrong("received", clock.today() - timedelta(days=61)),
            Wrong("email", "nobody@example.org"),
        ],
    )


@sample("cases.take_in_word")
def take_in_word(hall: Hall) -> Sample:
    case = taken_in(hall)
    return Sample(
        hall.clerk,
        case,
        {"code": f" {case.receipt[:4].lower()} {case.receipt[4:]}", "says": "solved"},
        changed=lambda said: (said.verdict, said.case.state) == ("solved", "confirmed"),
        refused=[unless("wrong-state", receipt=""), Refusal("own-answer", by=hall.parks)],
        wrong=[
            Wrong("code", "AAAAAAAA"),
            Wrong("text", "", along={"says": "not_solved"}),
            Wrong("code", "é"),
        ],
    )


# --- pictures -------------------------------------------------------------------------------------
def a_photo() -> Any:
    picture, out = Image.new("RGB", (20, 20), "green"), io.BytesIO()
    picture.save(out, "JPEG")
    return ContentFile(out.getvalue(), name="lamp.jpg")


def full(case: Case, answer: Any = None) -> Any:
    """Let five pictures be there already."""

    def before() -> None:
        for _ in range(5):
            one = Picture(case=case, answer=answer, image="x.jpg", at=clock.now())
            one.save_base(raw=True, force_insert=True)

    return before


@sample("cases.add_picture")
def add_picture(hall: Hall) -> Sample:
    case = hall.raise_case()
    return Sample(
        hall.resident,
        case,
        {"image": a_photo()},
        changed=lambda made: made.case == case and made.image.size > 0,
        refused=[
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="confirmed"),
            Refusal("enough-photos", before=full(case)),
        ],
    )


@sample("cases.show_result")
def show_result(hall: Hall) -> Sample:
    case, open_case = done_case(hall), hall.raise_case()
    answer = case.answers.get()
    return Sample(
        hall.parks,
        fresh(case),
        {"image": a_photo()},
        changed=lambda made: made.answer == answer,
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="confirmed"),
            Refusal("not-answered", thing=open_case),
            Refusal("enough-photos", before=full(case, answer)),
        ],
    )


# --- the same matter ------------------------------------------------------------------------------
def joined(hall: Hall) -> Case:
    main, other = hall.raise_case(), hall.raise_case()
    duplicates.join_to_case.perform(hall.parks, case=main, cases=[other], reason="One lamp.")
    return fresh(other)


@sample("cases.join_to_case")
def join_to_case(hall: Hall) -> Sample:
    main, other = hall.raise_case(), hall.raise_case()
    return Sample(
        hall.parks,
        main,
        {"cases": [other], "reason": "One lamp."},
        changed=lambda case: [one.pk for one in case.voices.all()] == [other.pk],
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="done"),
            unless("joined", main=other),
            unless("confidential", confidential=True),
        ],
        wrong=[Wrong("cases", [main])],
    )


@sample("cases.merge_case")
def merge_case(hall: Hall) -> Sample:
    main = hall.raise_case()
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"into": main, "reason": "One lamp."},
        changed=lambda said: (said.kind, said.case.main) == ("joined", main),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="done"),
            unless("joined", main=main),
            unless("confidential", confidential=True),
        ],
    )


@sample("cases.split_case")
def split_case(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        joined(hall),
        {"reason": "Another lamp."},
        changed=lambda said: (said.kind, said.case.main) == ("parted", None),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", main=None)],
    )


@sample("cases.part_from_case")
def part_from_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        joined(hall),
        {"text": "Another lamp."},
        changed=lambda said: (said.verdict, said.case.main) == ("parted", None),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", main=None)],
    )


# --- answer templates -----------------------------------------------------------------------------
def template(hall: Hall) -> AnswerTemplate:
    return templates.set_answer_template.perform(
        hall.parks, names=texts("Soon"), kind="answer", texts=texts("We come to {place}.")
    ).result


@sample("cases.set_answer_template")
def set_answer_template(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        given={"names": texts("Soon"), "kind": "answer", "texts": texts("We come to {place}.")},
        changed=lambda made: (
            (made.body.code, made.kind, made.ended_on) == ("parks", "answer", None)
        ),
    )


@sample("cases.change_answer_template")
def change_answer_template(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        template(hall),
        {"names": texts("Later"), "texts": texts("Case {number} waits."), "category": hall.lamps},
        changed=lambda made: (made.names, made.category) == (texts("Later"), hall.lamps),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", ended_on=clock.today()),
        ],
    )


@sample("cases.end_answer_template")
def end_answer_template(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        template(hall),
        changed=lambda made: made.ended_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", ended_on=clock.today()),
        ],
    )


@sample("cases.mark_late")
def mark_late(hall: Hall) -> Sample:
    case, day = hall.raise_case(), clock.today() - timedelta(days=1)
    set_fields(case, due_on=day, next_on=day)
    return Sample(
        actors.system(),
        fresh(case),
        changed=lambda late: (late.missed_on, late.priority) == (day, "high"),
        refused=[unless("wrong-state", missed_on=day)],
    )


# --- the desk -------------------------------------------------------------------------------------
@sample("cases.assign_case")
def assign_case(hall: Hall) -> Sample:
    office = Office.objects.get(code="parks-desk")
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"to": office},
        changed=lambda case: case.assigned == office,
        refused=[Refusal("other-body", by=hall.roads)],
        wrong=[Wrong("to", Office.objects.get(code="roads-desk"))],
    )


@sample("cases.set_priority")
def set_priority(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"priority": "high"},
        changed=lambda case: case.priority == "high",
        refused=[Refusal("other-body", by=hall.roads)],
    )


@sample("cases.note_case")
def note_case(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"text": "Call the neighbour first."},
        changed=lambda note: (
            (note.text, note.office.code) == ("Call the neighbour first.", "parks-desk")
        ),
        refused=[Refusal("other-body", by=hall.roads)],
    )


@sample("cases.erase_note")
def erase_note(hall: Hall) -> Sample:
    note = desk.note_case.perform(hall.parks, case=hall.raise_case(), text="Call first.").result
    return Sample(
        hall.parks,
        note,
        changed=lambda note: note.text == "",
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", text="")],
    )


@sample("cases.assign_cases")
def assign_cases(hall: Hall) -> Sample:
    both = [hall.raise_case(), hall.raise_case()]
    office = Office.objects.get(code="parks-desk")
    return Sample(
        hall.parks,
        given={"cases": both, "to": office},
        changed=lambda _none: {fresh(one).assigned for one in both} == {office},
    )


@sample("cases.answer_cases")
def answer_cases(hall: Hall) -> Sample:
    both = [hall.raise_case(), hall.raise_case()]
    return Sample(
        hall.parks,
        given={"cases": both, "text": "On Friday."},
        changed=lambda _none: {fresh(one).state for one in both} == {"answered"},
    )


@sample("cases.mark_done")
def mark_done(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"text": "A new lamp."},
        changed=lambda answer: answer.case.state == "done" and answer.case.closed_at == answer.at,
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
    )


@sample("cases.confirm_case")
def confirm_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        done_case(hall),
        {"satisfied": "yes"},
        changed=lambda said: (said.case.state, said.satisfied) == ("confirmed", "yes"),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.refuse_result")
def refuse_result(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        done_case(hall),
        {"text": "It is still dark."},
        changed=lambda said: (said.case.state, said.case.closed_at) == ("refused", None),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.reopen_case")
def reopen_case(hall: Hall) -> Sample:
    case = done_case(hall)
    actions.confirm_case.perform(hall.resident, case=case)
    return Sample(
        hall.resident,
        case,
        {"text": "It is dark again."},
        changed=lambda said: (
            (said.case.state, said.case.reopened, said.case.closed_at) == ("open", 1, None)
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="done")],
    )


# --- categories -----------------------------------------------------------------------------------
@sample("cases.set_category")
def set_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"code": "trees", "names": texts("Trees"), "body": hall.body("parks")},
        changed=lambda one: (one.code, one.body.code) == ("trees", "parks"),
        wrong=[
            Wrong("code", "Big Trees"),
            Wrong("code", "bäume"),
            Wrong("body", hall.body("council"), {"read_by": "body"}),
        ],
    )


@sample("cases.set_category_pack")
def set_category_pack(hall: Hall) -> Sample:
    given: dict[str, Any] = {"pack": next(iter(PACKS)), "body": hall.body("parks")}
    before = Category.objects.count()
    return Sample(
        hall.chair,
        given=given,
        changed=lambda _none: Category.objects.count() > before,
        wrong=[
            Wrong(
                "pack",
                given["pack"],
                before=lambda: categories.set_category_pack.perform(hall.chair, **given),
            )
        ],
    )


@sample("cases.route_category")
def route_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        hall.lamps,
        {"unit": hall.unit("north"), "body": hall.body("roads")},
        changed=lambda _route: (
            hall.raise_case().body.code == "roads" and Route.objects.count() == 1
        ),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("cases.end_category")
def end_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        hall.lamps,
        changed=lambda category: category.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


# --- sources --------------------------------------------------------------------------------------
def source(hall: Hall, *cases: Case) -> Source:
    return sources.name_source.perform(
        hall.parks,
        title="Old cable",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=list(cases) or [hall.raise_case()],
    ).result


@sample("cases.name_source")
def name_source(hall: Hall) -> Sample:
    case = hall.raise_case()
    return Sample(
        hall.parks,
        given={
            "title": "Old cable",
            "unit": hall.unit("north"),
            "body": hall.body("parks"),
            "cases": [case],
        },
        changed=lambda named: Case.objects.get(pk=case.pk).source == named,
    )


@sample("cases.gather_cases")
def gather_cases(hall: Hall) -> Sample:
    first, second = hall.raise_case(), hall.raise_case()
    return Sample(
        hall.parks,
        source(hall, first),
        {"cases": [second]},
        changed=lambda named: Case.objects.get(pk=second.pk).source == named,
        refused=[Refusal("other-body", by=hall.roads)],
        wrong=[Wrong("cases", [first])],
    )


@sample("cases.end_source")
def end_source(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        source(hall),
        {"proof": "The cable was laid anew."},
        changed=lambda named: (named.state, named.watched_until) == ("watched", in_90_days()),
        refused=[unless("wrong-state", state="ended"), Refusal("other-body", by=hall.roads)],
    )


def in_90_days() -> date:
    return clock.today() + timedelta(days=90)


def dealt_with(hall: Hall) -> Source:
    made = source(hall)
    sources.end_source.perform(hall.parks, source=made, proof="The cable was laid anew.")
    return Source.objects.get(pk=made.pk)


@sample("cases.close_source")
def close_source(hall: Hall) -> Sample:
    made = dealt_with(hall)
    set_fields(made, watched_until=clock.today())
    return Sample(
        actors.system(),
        made,
        changed=lambda named: named.state == "ended",
        refused=[
            unless("wrong-state", state="open"),
            unless("not-over", watched_until=clock.today() + timedelta(days=1)),
        ],
    )


@sample("cases.ask_whether_again")
def ask_whether_again(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        hall.raise_case(),
        {"source": dealt_with(hall)},
        changed=lambda made: made.state == "asked",
    )


@sample("cases.say_whether_again")
def say_whether_again(hall: Hall) -> Sample:
    made, case = dealt_with(hall), hall.raise_case()
    recurrences.ask_whether_again.perform(actors.system(), case=case, source=made)
    return Sample(
        hall.resident,
        case,
        {"source": made, "again": True},
        changed=lambda one: (one.state, one.case.source) == ("again", made),
        refused=[
            Refusal("not-yours", by=actors.as_person(person("Somebody else"))),
            Refusal("wrong-state", before=lambda: QuerySet(Candidate).update(state="other")),
        ],
    )


@sample("cases.reopen_source")
def reopen_source(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        dealt_with(hall),
        changed=lambda named: (named.state, named.reopened) == ("open", 1),
        refused=[unless("wrong-state", state="open")],
    )


@sample("cases.prepare_import")
def prepare_import(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={"agencies": {"NYPD": "Police"}, "complaints": {"Noise": "NYPD"}},
        changed=lambda _none: (
            Category.objects.get(code="nyc-noise").body == Body.objects.get(code="nyc-nypd")
        ),
        refused=[Refusal("not-agreed", before=set_up_over)],
    )


def set_up_over() -> None:
    """The set-up powers have had their last day."""
    of_set_up = Competence.objects.filter(power__startswith="import-").exclude(ends=None)
    on_record.change(of_set_up, ends=clock.today() - timedelta(days=1))


# --- other systems --------------------------------------------------------------------------------
def handed_in(hall: Hall, state: str = "checked") -> CaseImport:
    """A file of FixMyStreet, checked and waiting to be imported."""
    given = {"system": "fixmystreet", "file": reports(), "body": hall.body("roads")}
    made = imports.check_cases_file.perform(hall.clerk, **given).result
    CaseImportFile.objects.filter(case_import=made).update(state=state)
    return made


def reports() -> ContentFile[bytes]:
    file = Path(__file__).parents[2] / "cases" / "files" / "fixmystreet-reports.csv"
    return ContentFile(file.read_bytes(), name="reports.csv")


def _state(state: str) -> Any:
    return lambda: CaseImportFile.objects.update(state=state)


@sample("cases.check_cases_file")
def check_cases_file(hall: Hall) -> Sample:
    def full() -> None:
        for _ in range(10):
            handed_in(hall)

    return Sample(
        hall.clerk,
        given={"system": "fixmystreet", "file": reports(), "body": hall.body("roads")},
        changed=lambda made: (made.kept.state, made.name) == ("checking", "reports.csv"),
        refused=[Refusal("too-many", before=full)],
        wrong=[
            Wrong("file", None),
            Wrong("kind", "debates"),
            Wrong("since", clock.today()),
            Wrong("address", "https://city.example/"),
            Wrong("mapping", None, along={"system": "table", "body": None}),
        ],
    )


@sample("cases.carry_out_case_import")
def carry_out_case_import(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        handed_in(hall),
        changed=lambda one: one.approved_at is not None and one.kept.state == "running",
        refused=[
            Refusal("has-errors", before=_state("faulty")),
            Refusal("wrong-state", before=_state("checking")),
            Refusal("second-body", before=lambda: _founding_over(hall)),
        ],
    )


def _founding_over(hall: Hall) -> None:
    """The founding period was ended; the council is another body than the one that handed the file in."""
    found = founding_period()
    assert found is not None
    close_founding_period.perform(hall.chair, found)


@sample("cases.agree_to_case_import")
def agree_to_case_import(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        handed_in(hall),
        given={"seen": "The list of the old system, ten cases of it."},
        changed=lambda one: (
            (one.approved_at is not None, one.decided_by.code, one.kept.state)
            == (True, "council", "running")
        ),
        refused=[Refusal("wrong-state", before=_state("faulty"))],
        wrong=[Wrong("seen", "")],
    )


@sample("cases.refuse_case_import")
def refuse_case_import(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        handed_in(hall),
        given={"reason": "Nobody knows where this file comes from."},
        changed=lambda one: (one.refused_at is not None, one.kept.state) == (True, "refused"),
        refused=[Refusal("wrong-state", before=_state("done"))],
        wrong=[Wrong("reason", "")],
    )


@sample("cases.drop_case_import")
def drop_case_import(hall: Hall) -> Sample:
    def halfway() -> None:
        CaseImportFile.objects.update(state="stopped")
        open_run("fixmystreet", "0" * 64, "reports.csv", 3)

    return Sample(
        hall.clerk,
        handed_in(hall),
        changed=lambda one: (
            one.ended_at is not None and not CaseImportFile.objects.filter(case_import=one).exists()
        ),
        refused=[
            Refusal("wrong-state", before=_state("running")),
            Refusal("half-done", before=halfway),
        ],
    )


# --- cases for everybody --------------------------------------------------------------------------
def sealed_case(hall: Hall, **given: Any) -> Case:
    """A confidential case."""
    set_fields(hall.lamps, confidential=True)
    hall.lamps.refresh_from_db()
    return hall.raise_case(**given)


@sample("cases.confirm_written_case")
def confirm_written_case(hall: Hall) -> Sample:
    given = {
        "kind": "complaint",
        "title": "The lamp is broken",
        "category": hall.lamps,
        "unit": hall.unit("north"),
    }
    return Sample(
        hall.resident, given={"given": given}, changed=lambda case: case.title == given["title"]
    )


@sample("cases.correct_case")
def correct_case(hall: Hall) -> Sample:
    case = hall.raise_case()
    given = {"title": "The lamp is dark", "text": "Since Monday.", "address": "Mill Road 3"}
    return Sample(
        hall.resident,
        case,
        given,
        changed=lambda found: (found.title, found.text) == (given["title"], given["text"]),
        refused=[
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="answered"),
            unless("too-late", raised_at=clock.now() - timedelta(hours=2)),
            unless("acted-on", assigned=Office.objects.get(code="parks-desk")),
        ],
        wrong=[Wrong("title", case.title, {"text": case.text, "address": case.address})],
    )


@sample("cases.withdraw_case")
def withdraw_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        hall.raise_case(),
        changed=lambda case: case.state == "withdrawn",
        refused=[
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="answered"),
            unless("too-late", raised_at=clock.now() - timedelta(hours=2)),
            unless("acted-on", assigned=Office.objects.get(code="parks-desk")),
        ],
    )


@sample("cases.say_me_too")
def say_me_too(hall: Hall) -> Sample:
    case, who = hall.raise_case(), kit.confirmed(hall)
    set_fields(case, person=Person.objects.get(name="clerk"))
    return Sample(
        who,
        case,
        changed=lambda made: (made.case.too_here + made.case.too_elsewhere) == 1,
        refused=[
            unless("wrong-state", state="confirmed"),
            unless("confidential", confidential=True),
            unless("own-case", person=Person.objects.get(pk=who.person)),
            Refusal("said-before", before=lambda: me_too.say_me_too.perform(who, case=case)),
        ],
    )


@sample("cases.take_back_me_too")
def take_back_me_too(hall: Hall) -> Sample:
    case, who = hall.raise_case(), kit.confirmed(hall)
    set_fields(case, person=Person.objects.get(name="clerk"))
    me_too.say_me_too.perform(who, case=case)
    return Sample(
        who,
        case,
        changed=lambda found: found.case.too_here + found.case.too_elsewhere == 0,
        refused=[Refusal("wrong-state", by=neighbour())],
    )


@sample("cases.add_evidence")
def add_evidence(hall: Hall) -> Sample:
    case, by = hall.raise_case(), neighbour()

    def thrice() -> None:
        for _number in range(3):
            evidence.add_evidence.perform(by, case=case, text="Dark again.")

    return Sample(
        by,
        case,
        {"text": "It was dark on Monday, too."},
        changed=lambda made: made.text == "It was dark on Monday, too.",
        refused=[
            unless("wrong-state", state="confirmed"),
            unless("confidential", confidential=True),
            Refusal("enough-evidence", before=thrice),
        ],
        wrong=[Wrong("text", ""), Wrong("image", None, {"words": "A lamp"})],
    )


@sample("cases.set_aside_evidence")
def set_aside_evidence(hall: Hall) -> Sample:
    made = evidence.add_evidence.perform(neighbour(), case=hall.raise_case(), text="Ask Mr Grey.")
    return Sample(
        hall.parks,
        made.result,
        {"reason": "It names a private person."},
        changed=lambda found: found.set_aside_on == clock.today(),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", set_aside_on=clock.today()),
        ],
    )


@sample("cases.look_into_case")
def look_into_case(hall: Hall) -> Sample:
    case, reviewer = sealed_case(hall), kit.reviewer(hall)
    given = {"reason": "An appeal was filed."}
    return Sample(
        reviewer,
        case,
        given,
        changed=lambda look: look.body.code == "reviewer",
        refused=[
            unless("wrong-state", confidential=False),
            Refusal("not-reviewer", by=hall.roads),
            Refusal(
                "looked-before",
                before=lambda: confidential.look_into_case.perform(reviewer, case=case, **given),
            ),
        ],
    )


@sample("cases.ask_in_category")
def ask_in_category(hall: Hall) -> Sample:
    def twelve() -> None:
        for number in range(12):
            questions.ask_in_category.perform(
                hall.chair,
                category=hall.lamps,
                code=f"q{number}",
                names=texts("Which?"),
                kind="text",
            )

    choices = "red = Red\nblue = Blue"
    return Sample(
        hall.chair,
        given={
            "category": hall.lamps,
            "code": "colour",
            "names": texts("Which colour?"),
            "kind": "choice",
            "choices": choices,
            "required": True,
        },
        changed=lambda made: (made.kind, made.required, len(made.choices)) == ("choice", True, 2),
        wrong=[
            Wrong("choices", None),
            Wrong("choices", choices, {"kind": "text"}),
            Wrong("choices", "\n".join(f"c{one} = C" for one in range(31))),
            Wrong("category", hall.lamps, before=twelve),
        ],
    )


@sample("cases.end_question")
def end_question(hall: Hall) -> Sample:
    made = questions.ask_in_category.perform(
        hall.chair, category=hall.lamps, code="pole", names=texts("Which pole?"), kind="text"
    )
    return Sample(
        hall.chair,
        Question.objects.get(pk=made.result.pk),
        changed=lambda question: question.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )
