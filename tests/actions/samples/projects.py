"""Samples of what may be done with projects that residents run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.core import clock
from commonhall.delivery.projects import actions, contradicting_actions
from commonhall.delivery.projects.models import Project, ProjectStep
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.cases import neighbour
from tests.decisions.kit import voter
from tests.delivery import projects
from tests.delivery.projects import day
from tests.kit import Hall
from tests.law.kit import confirmed

ONE = timedelta(days=1)


def stop(project: Project) -> Any:
    return lambda: set_fields(Project.objects.get(pk=project.pk).item, state="stopped")  # type: ignore[arg-type]


@sample("delivery.found_project")
def found_project(hall: Hall) -> Sample:
    return Sample(
        confirmed(hall),
        given={
            "title": "A garden",
            "text": "Ten beds.",
            "unit": hall.unit("north"),
            "body": hall.body("parks"),
            "budget": 900_00,
        },
        changed=lambda one: (
            (one.state, one.needed, one.members.get().first) == ("gathering", 3, True)
        ),
    )


@sample("delivery.join_project")
def join_project(hall: Hall) -> Sample:
    one, who = projects.founded(hall, voter(hall, 1)), confirmed(hall)
    return Sample(
        who,
        one,
        {"name": "Ada"},
        changed=lambda made: (made.person_id, made.name, made.first) == (who.person, "Ada", False),
        refused=[
            Refusal("joined", before=lambda: actions.join_project.perform(who, project=one)),
            unless("wrong-state", state="done"),
        ],
    )


@sample("delivery.leave_project")
def leave_project(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.founded(hall, who, name="Ada")
    return Sample(
        who,
        one,
        changed=lambda made: (made.left_on, made.name) == (clock.today(), ""),
        refused=[Refusal("not-yours", by=neighbour()), unless("last", state="running")],
    )


@sample("delivery.name_me_in_project")
def name_me_in_project(hall: Hall) -> Sample:
    who = confirmed(hall)
    return Sample(
        who,
        projects.founded(hall, who),
        {"name": "Ada of Mill Road"},
        changed=lambda made: made.name == "Ada of Mill Road",
        refused=[Refusal("not-yours", by=neighbour())],
    )


def thirty(hall: Hall, one: Project) -> Any:
    """Let thirty steps be there already."""

    def before() -> None:
        for _number in range(30):
            made = ProjectStep(project=one, title="x", due_on=day(3))
            made.save_base(raw=True, force_insert=True)

    return before


@sample("delivery.plan_step")
def plan_step(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.founded(hall, who)
    return Sample(
        who,
        one,
        {"title": "Dig the beds", "due_on": day(10)},
        changed=lambda made: (made.project, made.due_on) == (one, day(10)),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="asked")],
        wrong=[Wrong("due_on", day(-1)), Wrong("title", "More", before=thirty(hall, one))],
    )


@sample("delivery.drop_project_step")
def drop_project_step(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.founded(hall, who)
    return Sample(
        who,
        projects.step(who, one),
        changed=lambda made: made.dropped,
        refused=[
            unless("removed", dropped=True),
            Refusal("not-yours", by=neighbour()),
            Refusal("wrong-state", before=lambda: set_fields(one, state="running")),
        ],
    )


@sample("delivery.move_project_step")
def move_project_step(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.asked(hall, who)
    return Sample(
        who,
        one.steps.get(),
        {"due_on": day(40)},
        changed=lambda made: made.due_on == day(40),
        refused=[
            unless("removed", dropped=True),
            Refusal("not-yours", by=neighbour()),
            Refusal("wrong-state", before=lambda: set_fields(one, state="running")),
        ],
        wrong=[Wrong("due_on", day(-1))],
    )


@sample("delivery.ask_for_project")
def ask_for_project(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.gathered(hall, who)
    return Sample(
        who,
        one,
        changed=lambda made: (made.state, made.due_on) == ("asked", day(30)),
        refused=[
            unless("too-few", needed=99),
            Refusal("empty", before=lambda: set_fields(one.steps.get(), dropped=True)),
            Refusal("not-yours", by=neighbour()),
            unless("wrong-state", state="asked"),
        ],
    )


# --- the body -------------------------------------------------------------------------------------
@sample("delivery.agree_to_project")
def agree_to_project(hall: Hall) -> Sample:
    one = projects.asked(hall, confirmed(hall))
    return Sample(
        hall.parks,
        one,
        {"agreed": 800_00, "reasons": "We like it."},
        changed=lambda made: (
            (made.state, made.agreed, made.item.state, made.item.budget)
            == ("running", 800_00, "running", 800_00)
        ),
        refused=[
            Refusal("other-body", by=hall.roads),
            unless("wrong-state", state="gathering"),
            Refusal("past-steps", before=lambda: set_fields(one.steps.get(), due_on=day(-1))),
        ],
        wrong=[Wrong("agreed", 900_01)],
    )


@sample("delivery.refuse_project")
def refuse_project(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        projects.asked(hall, confirmed(hall)),
        {"reasons": "There is a pipe below."},
        changed=lambda made: (made.state, made.answered_on) == ("refused", clock.today()),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="running")],
    )


@sample("delivery.hide_project")
def hide_project(hall: Hall) -> Sample:
    one = projects.founded(hall, confirmed(hall))
    return Sample(
        hall.parks,
        one,
        {"reason": "private"},
        changed=lambda hidden: hidden.about == one.ref and not Project.objects.get(pk=one.pk).title,
        refused=[unless("wrong-state", title="", text="")],
    )


# --- the group ------------------------------------------------------------------------------------
@sample("delivery.finish_project_step")
def finish_project_step(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.agreed(hall, who)
    return Sample(
        who,
        one.steps.get(),
        {"proof": "Come and see."},
        changed=lambda made: (made.done_on, made.proof) == (clock.today(), "Come and see."),
        refused=[
            unless("done", done_on=clock.today()),
            Refusal("not-yours", by=neighbour()),
            Refusal("stopped", before=stop(one)),
            Refusal("wrong-state", before=lambda: set_fields(one, state="done")),
        ],
    )


@sample("delivery.explain_project_step")
def explain_project_step(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.agreed(hall, who)
    step = one.steps.get()
    set_fields(step, due_on=day(-2))
    return Sample(
        who,
        step,
        {"word": "It rained for a month."},
        changed=lambda made: made.word == "It rained for a month.",
        refused=[
            unless("in-time", due_on=day(2)),
            Refusal("not-yours", by=neighbour()),
            Refusal("wrong-state", before=lambda: set_fields(one, state="given_up")),
        ],
    )


@sample("delivery.enter_spending")
def enter_spending(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.agreed(hall, who)
    return Sample(
        who,
        one,
        {"amount": 100_00, "on": day(0), "purpose": "Spades", "receipt": "R-1"},
        changed=lambda made: (made.amount, made.receipt) == (100_00, "R-1"),
        refused=[
            Refusal("not-yours", by=neighbour()),
            Refusal("stopped", before=stop(one)),
            unless("wrong-state", state="done"),
        ],
        wrong=[
            Wrong("amount", 0),
            Wrong("amount", 900_01),
            Wrong("on", day(1)),
            Wrong("receipt", "R-1", before=lambda: projects.spend(who, one)),
        ],
    )


@sample("delivery.strike_project_spending")
def strike_project_spending(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.agreed(hall, who)
    return Sample(
        who,
        projects.spend(who, one),
        changed=lambda made: made.struck_on == clock.today(),
        refused=[
            unless("struck", struck_on=clock.today()),
            Refusal("not-yours", by=neighbour()),
            Refusal("stopped", before=stop(one)),
            Refusal("wrong-state", before=lambda: set_fields(one, state="done")),
        ],
    )


@sample("delivery.finish_project")
def finish_project(hall: Hall) -> Sample:
    who = confirmed(hall)
    one = projects.agreed(hall, who)
    step = one.steps.get()
    projects.finish(who, step)
    return Sample(
        who,
        one,
        {"report": "Ten beds are there."},
        changed=lambda made: (made.state, made.item.state) == ("done", "done"),
        refused=[
            Refusal("steps-open", before=lambda: set_fields(step, done_on=None)),
            Refusal("not-yours", by=neighbour()),
            Refusal("stopped", before=stop(one)),
            unless("wrong-state", state="done"),
        ],
    )


@sample("delivery.give_up_project")
def give_up_project(hall: Hall) -> Sample:
    who, other = confirmed(hall), voter(hall, 1)
    one = projects.agreed(hall, who)
    actions.join_project.perform(other, project=one)
    return Sample(
        who,
        one,
        {"report": "We moved away."},
        changed=lambda made: (
            (made.state, made.item.state, made.steps.get().given_up_on)
            == ("given_up", "stopped", clock.today())
        ),
        refused=[
            Refusal("not-yours", by=neighbour()),
            Refusal("not-first", by=other),
            unless("wrong-state", state="done"),
        ],
    )


# --- what the body sees otherwise -----------------------------------------------------------------
def reported(hall: Hall) -> Project:
    """A project whose group reported one of two steps as done."""
    one = projects.agreed(hall, confirmed(hall), steps=2)
    projects.finish(hall.resident, one.steps.order_by("pk")[0])
    return Project.objects.get(pk=one.pk)


@sample("delivery.contradict_project")
def contradict_project(hall: Hall) -> Sample:
    one = reported(hall)
    first, second = one.steps.order_by("pk")
    return Sample(
        hall.parks,
        one,
        {"text": "There are no beds.", "evidence": "Photo of Monday", "step": first},
        changed=lambda made: (made.project, made.step, made.body.code) == (one, first, "parks"),
        refused=[
            unless("wrong-state", state="asked"),
            Refusal("other-body", by=hall.roads),
            Refusal("nothing-reported", before=lambda: set_fields(first, done_on=None)),
        ],
        wrong=[
            Wrong("step", second),
            Wrong("step", None),
            Wrong(
                "step",
                first,
                before=lambda: contradicting_actions.contradict_project.perform(
                    hall.parks, project=one, text="No beds.", evidence="Photo", step=first
                ),
            ),
        ],
    )


@sample("delivery.answer_contradiction")
def answer_contradiction(hall: Hall) -> Sample:
    one = reported(hall)
    said = contradicting_actions.contradict_project.perform(
        hall.parks,
        project=one,
        text="There are no beds.",
        evidence="Photo of Monday",
        step=one.steps.order_by("pk")[0],
    ).result
    return Sample(
        hall.resident,
        said,
        {"answer": "They are behind the shed."},
        changed=lambda made: (
            (made.answer, made.answered_on) == ("They are behind the shed.", day(0))
        ),
        refused=[
            Refusal("not-yours", by=neighbour()),
            Refusal("wrong-state", before=lambda: set_fields(one, state="given_up")),
            unless("answered", withdrawn_on=day(0)),
        ],
    )
