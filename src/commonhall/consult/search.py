"""What conversations, statements, drafts and round tables are found by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from commonhall.acts import search
from commonhall.consult.models import Conversation, Draft, Paragraph, RoundTable, Statement, Survey

CONVERSATION, STATEMENT = "consult.conversation", "consult.statement"
DRAFT, TABLE, SURVEY = "consult.draft", "consult.roundtable", "consult.survey"


def index_conversation(one: Conversation) -> None:
    search.index(CONVERSATION, [(one.pk, f"{one.title} {one.question}")])


def _line(statement: Statement) -> search.Line:
    # What is hidden is not found by its words either.
    return statement.pk, statement.text if statement.state == Statement.State.SHOWN else ""


def index_statements(statements: Sequence[Statement]) -> None:
    search.index(STATEMENT, map(_line, statements))


def _draft(one: Draft) -> search.Line:
    rows = Paragraph.objects.filter(draft=one, removed=False).order_by("place")
    words = rows.values_list("text", flat=True)
    return one.pk, " ".join([one.title, one.text, *words])


def index_draft(one: Draft) -> None:
    search.index(DRAFT, [_draft(one)])


def index_table(one: RoundTable) -> None:
    search.index(TABLE, [(one.pk, f"{one.title} {one.text}")])


def _survey(one: Survey) -> search.Line:
    return one.pk, " ".join([*one.names.values(), *one.texts.values()])


def index_survey(one: Survey) -> None:
    search.index(SURVEY, [_survey(one)])


def matching(rows: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    return search.matching(rows, CONVERSATION, words)


def statements_matching(rows: QuerySet[Statement], words: str) -> QuerySet[Statement]:
    return search.matching(rows, STATEMENT, words)


def _conversations() -> Iterator[search.Line]:
    from commonhall.consult.queries import visible

    for one in visible().order_by("pk").iterator(chunk_size=2000):
        yield one.pk, f"{one.title} {one.question}"


def _statements() -> Iterator[search.Line]:
    from commonhall.consult.queries import visible

    rows = Statement.objects.filter(conversation__in=visible()).order_by("pk")
    yield from map(_line, rows.iterator(chunk_size=2000))


def register() -> None:
    search.searchable(CONVERSATION, _conversations)
    search.searchable(STATEMENT, _statements)
    search.searchable(DRAFT, lambda: map(_draft, Draft.objects.order_by("pk")))
    search.searchable(SURVEY, lambda: map(_survey, Survey.objects.order_by("pk")))
    search.searchable(
        TABLE, lambda: ((one.pk, f"{one.title} {one.text}") for one in RoundTable.objects.all())
    )
