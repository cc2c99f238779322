"""Samples of what is brought in from files, and of what files need: bodies, offices, categories, organisations, services."""

from __future__ import annotations

from datetime import timedelta

from commonhall.cases.categories.days_actions import set_answer_days
from commonhall.cases.categories.models import Category, Question, Route
from commonhall.core import clock
from commonhall.people.bodies.actions import establish_body
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.register_actions import enter_organisation
from commonhall.services.services.models import Service
from tests.actions.samples import Refusal, Sample, Wrong, sample, unless
from tests.kit import Hall, person
from tests.law import kit
from tests.words import texts


@sample("people.change_body")
def change_body(hall: Hall) -> Sample:
    parks = hall.body("parks")
    below = establish_body.perform(
        hall.chair,
        code="trees",
        names=texts("Trees"),
        kind="agency",
        unit=hall.unit("root"),
        parent=parks,
    ).result
    return Sample(
        hall.chair,
        parks,
        {"names": texts("Green spaces"), "email": "green@example.org"},
        changed=lambda body: (
            (body.names, body.email) == (texts("Green spaces"), "green@example.org")
        ),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            Refusal("wrong-state", thing=Body.objects.get(kind="system")),
        ],
        wrong=[Wrong("parent", below)],
    )


@sample("people.change_office")
def change_office(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        Office.objects.get(code="parks-desk"),
        {"names": texts("Parks counter"), "duties": texts("Answers.")},
        changed=lambda office: office.duties == texts("Answers."),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


def _entered(hall: Hall) -> Organisation:
    return enter_organisation.perform(
        hall.clerk, names=texts("Allotments"), kind="association", unit=hall.unit("root")
    ).result


@sample("people.enter_organisation")
def enter(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given={"names": texts("Allotments"), "kind": "association", "unit": hall.unit("north")},
        changed=lambda one: one.state == "registered" and not one.memberships.exists(),
    )


@sample("people.correct_organisation")
def correct(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        _entered(hall),
        {"names": texts("Gardens"), "kind": "cooperative", "identifier": "GB-CHC-1"},
        changed=lambda one: (one.kind, one.identifier) == ("cooperative", "GB-CHC-1"),
        refused=[unless("wrong-state", state="ended")],
    )


@sample("people.name_first_representative")
def name_first(hall: Hall) -> Sample:
    spoken_for = Organisation.objects.get(pk=kit.organisation(hall).organisation)
    return Sample(
        hall.clerk,
        _entered(hall),
        {"person": person("gardener")},
        changed=lambda membership: membership.person.name == "gardener",
        refused=[
            unless("wrong-state", state="ended"),
            Refusal("wrong-state", thing=spoken_for),
        ],
    )


@sample("people.import_bodies")
def bodies(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"lines": "code,names,kind,place\ntrees,Trees,agency,root\n"},
        changed=lambda _brought: Body.objects.filter(code="trees").exists(),
        wrong=[Wrong("lines", "code,names,kind,place\ntrees,Trees,palace,root\n")],
    )


@sample("people.import_offices")
def offices(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"lines": "code,names,body\nhead,Head,parks\n"},
        changed=lambda _brought: Office.objects.filter(code="head").exists(),
        wrong=[Wrong("lines", "code,names,body\nhead,Head,nobody\n")],
    )


@sample("people.import_organisations")
def organisations(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given={"lines": "names,kind,place\nGardens,association,north\n"},
        changed=lambda _brought: Organisation.objects.count() == 1,
        wrong=[Wrong("lines", "names,kind,place\nGardens,club,north\n")],
    )


@sample("cases.import_categories")
def categories(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"lines": "code,names,body\nbins,Bins,parks\n"},
        changed=lambda _brought: Category.objects.filter(code="bins").exists(),
        wrong=[Wrong("lines", "code,names,body\nbins,,parks\n")],
    )


@sample("cases.import_routes")
def routes(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"lines": "category,place,body\nlamps,north,roads\n"},
        changed=lambda _brought: Route.objects.get().body.code == "roads",
        wrong=[Wrong("lines", "category,place,body\nlamps,moon,roads\n")],
    )


@sample("cases.import_questions")
def import_questions(hall: Hall) -> Sample:
    line = "category,code,names,kind,choices,required\nlamps,colour,Colour,choice,red = Red; blue = Blue,yes\n"
    return Sample(
        hall.chair,
        given={"lines": line},
        changed=lambda _brought: (
            [one[0] for one in Question.objects.get().choices] == ["red", "blue"]
        ),
        wrong=[Wrong("lines", line.replace("lamps", "moons"))],
    )


@sample("services.import_services")
def services(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"lines": "code,names,body,place\npass,Bus pass,parks,root\n"},
        changed=lambda _brought: Service.objects.get().body.code == "parks",
        wrong=[Wrong("lines", "code,names,body,place\npass,Bus pass,parks,moon\n")],
    )


@sample("cases.set_answer_days")
def answer_days(hall: Hall) -> Sample:
    day = clock.today()
    given = {"days": 5}
    return Sample(
        hall.chair,
        hall.lamps,
        given,
        changed=lambda one: (one.matter, hall.raise_case().due_on) == ("lamps", day + timedelta(5)),
        refused=[unless("wrong-state", ended_on=day)],
        wrong=[
            Wrong(
                "days",
                5,
                before=lambda: set_answer_days.perform(hall.chair, hall.lamps, **given),
            )
        ],
    )
