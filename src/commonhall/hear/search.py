"""Finding cases by words in any script."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from commonhall.hear.models import Case, CaseText
from commonhall.look import fold


def index(cases: Sequence[Case]) -> None:
    """(Re)write the search tokens of cases."""
    CaseText.objects.bulk_create(
        [
            CaseText(
                case=case,
                tokens=f" {fold.index_text(' '.join((case.title, case.text, case.address)))} ",
            )
            for case in cases
        ],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["tokens"],
    )


def matching(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Cases that hold every word of `words`; all rows when there is none."""
    for token in fold.query_tokens(words):
        rows = rows.filter(casetext__tokens__contains=f" {token} ")
    return rows
