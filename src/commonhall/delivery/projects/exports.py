"""Projects of residents as open data: how many run them, steps kept and broken, money with receipts; nobody's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from commonhall.core.exports import CHUNK, Column, Dataset, Row, columns, publish
from commonhall.delivery.projects import queries
from commonhall.delivery.projects.models import ProjectContradiction, ProjectSpending, ProjectStep

PROJECTS = (
    *columns(
        id="integer",
        state="text",
        place="text",
        body="text",
        members="integer",
        asked="integer",
        agreed="integer",
        spent="integer",
        currency="text",
        founded_on="date",
        due_on="date",
        answered_on="date",
        item="text",
    ),
    Column("title", "text", "What the group does, in its words", sealed=True),
)
STEPS = (
    *columns(id="integer", project="integer", due_on="date", done_on="date", given_up_on="date"),
    Column("title", "text", "What is done, in the group's words", sealed=True),
)
SPENDINGS = (
    *columns(
        id="integer",
        project="integer",
        amount="integer",
        on="date",
        receipt="text",
        struck_on="date",
    ),
    Column("purpose", "text", "What for, in the group's words", sealed=True),
)

CONTRADICTIONS = (
    *columns(
        id="integer",
        project="integer",
        step="integer",
        body="text",
        text="text",
        evidence="text",
        on="date",
        answered_on="date",
    ),
    Column("answer", "text", "Of the group, in its words", sealed=True),
)


def projects() -> Iterator[Row]:
    names = [one.name for one in PROJECTS]
    for row in queries.projects().order_by("pk").iterator(chunk_size=CHUNK):
        said = {**queries.told(row), "title": row.title}
        yield {name: said[name] for name in names}


def steps() -> Iterator[Row]:
    rows = ProjectStep.objects.filter(dropped=False).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "project": row.project_id,
            "due_on": row.due_on,
            "done_on": row.done_on,
            "given_up_on": row.given_up_on,
            "title": row.title,
        }


def spendings() -> Iterator[Row]:
    for row in ProjectSpending.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "project": row.project_id,
            "amount": row.amount,
            "on": row.on,
            "receipt": row.receipt,
            "struck_on": row.struck_on,
            "purpose": row.purpose,
        }


def contradictions() -> Iterator[Row]:
    rows = ProjectContradiction.objects.filter(withdrawn_on=None).select_related("body")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "project": row.project_id,
            "step": row.step_id,
            "body": row.body.code,
            "text": row.text,
            "evidence": row.evidence,
            "on": row.on,
            "answered_on": row.answered_on,
            "answer": row.answer,
        }


def register() -> None:
    for name, title, about, shape, rows in (
        (
            "projects",
            _("Projects run by residents"),
            _("How many run each, what a body agreed to, and what was spent."),
            PROJECTS,
            projects,
        ),
        (
            "project_steps",
            _("Steps of projects run by residents"),
            _("What groups promised for a day, and when it was done."),
            STEPS,
            steps,
        ),
        (
            "project_spendings",
            _("Money spent by projects of residents"),
            _("Each amount with the number of its receipt."),
            SPENDINGS,
            spendings,
        ),
        (
            "project_contradictions",
            _("Contradictions to projects of residents"),
            _("What a body says is not as a group reported, with evidence, and the answer."),
            CONTRADICTIONS,
            contradictions,
        ),
    ):
        publish(Dataset(f"delivery.{name}", title, about, shape, rows))
