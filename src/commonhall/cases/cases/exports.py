"""Cases as open data, without anything about who raised them."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases import queries
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.cases.views import wanted
from commonhall.cases.categories.questions import Public
from commonhall.core.downloads import download
from commonhall.core.exports import CHUNK, Column, Dataset, Row, publish
from commonhall.ui.pages import page

COLUMNS = (
    Column("id", "integer"),
    Column("kind", about="request, complaint, suggestion or question"),
    Column("title", sealed=True),
    Column("category", about="code of the category"),
    Column("place", about="code of the territorial unit"),
    Column("body", about="code of the body responsible"),
    Column("state"),
    Column("channel", about="how it came"),
    Column("raised_at", "moment"),
    Column("due_on", "date", "the day by which the law demands an answer"),
    Column("promised_on", "date", "the day the body promised"),
    Column("closed_at", "moment"),
    Column("reopened", "integer", "how often it was reopened"),
    Column("reported", "boolean", "brought from another system, not an act here"),
    Column("latitude", "number", "degrees, WGS 84", sealed=True),
    Column("longitude", "number", "degrees, WGS 84", sealed=True),
    Column("source", "integer", "id of the common cause it was gathered under"),
    Column(
        "too_here",
        "integer",
        "confirmed residents who live there and say that it concerns them, too",
    ),
    Column("too_elsewhere", "integer", "the same, who live elsewhere"),
    Column(
        "answers", "json", "public answers to the category's questions, by their codes", sealed=True
    ),
)
ANSWERS = (
    Column("id", "integer"),
    Column("case", "integer"),
    Column(
        "kind",
        about="answer, planned, partly, cannot, asked, outside, passed_on, disputed, settled, joined, parted or done",
    ),
    Column("body"),
    Column("to_body", about="to which body it was passed on"),
    Column("promised_on", "date"),
    Column("at", "moment"),
    Column("reported", "boolean"),
)
CONFIRMATIONS = (
    Column("id", "integer"),
    Column("case", "integer"),
    Column("verdict", about="solved, not_solved, reopened, replied, contested or parted"),
    Column("satisfied", about="yes, mostly, no; empty where nobody said"),
    Column("at", "moment"),
)


def row_of(case: Case, public: Public) -> Row:
    """What is published of a case."""
    return {
        "id": case.pk,
        "kind": case.kind,
        "title": case.title,
        "category": case.category.code,
        "place": case.unit.code,
        "body": case.body.code,
        "state": case.state,
        "channel": case.channel,
        "raised_at": case.raised_at,
        "due_on": case.due_on,
        "promised_on": case.promised_on,
        "closed_at": case.closed_at,
        "reopened": case.reopened,
        "reported": case.reported,
        "latitude": float(case.latitude) if case.latitude is not None else None,
        "longitude": float(case.longitude) if case.longitude is not None else None,
        "source": case.source_id,
        "too_here": case.too_here,
        "too_elsewhere": case.too_elsewhere,
        "answers": public.codes(case.category_id, case.extra or {}),
    }


def rows(narrowed: queries.Filter) -> Iterator[Row]:
    public = Public()
    for case in queries.cases(narrowed).order_by("id").iterator(chunk_size=CHUNK):
        yield row_of(case, public)


def answers() -> Iterator[Row]:
    found = Answer.objects.filter(case__in=queries.visible()).select_related("body", "to_body")
    for row in found.order_by("id").iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "case": row.case_id,
            "kind": row.kind,
            "body": row.body.code,
            "to_body": row.to_body.code if row.to_body else None,
            "promised_on": row.promised_on,
            "at": row.at,
            "reported": row.reported,
        }


def confirmations() -> Iterator[Row]:
    found = Confirmation.objects.filter(case__in=queries.visible()).order_by("id")
    for row in found.iterator(chunk_size=CHUNK):
        yield {
            "id": row.pk,
            "case": row.case_id,
            "verdict": row.verdict,
            "satisfied": row.satisfied,
            "at": row.at,
        }


def register() -> None:
    publish(
        Dataset(
            "cases.cases",
            _("Cases"),
            _("Every case that was raised, with its place, body, state and dates."),
            COLUMNS,
            lambda: rows(queries.Filter()),
        )
    )
    publish(
        Dataset(
            "cases.answers",
            _("Answers to cases"),
            _("What bodies answered, passed on or reported done, without the text."),
            ANSWERS,
            answers,
        )
    )
    publish(
        Dataset(
            "cases.confirmations",
            _("Confirmations of cases"),
            _("What people who raised cases said about the result, without the text."),
            CONFIRMATIONS,
            confirmations,
        )
    )


@page(_("Cases as a table"), asks="cases.cases")
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The cases one is looking at, in any of the export formats."""
    return download("cases", form, COLUMNS, rows(wanted(request)))
