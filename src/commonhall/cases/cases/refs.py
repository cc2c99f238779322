"""How cases and sources are shown wherever a ref names one."""

from __future__ import annotations

from commonhall.actions import threads
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.core.refs import Described, describes
from commonhall.ui.text import colon

# Words that are not about a result.
UNJUDGED = (
    Confirmation.Verdict.REPLIED,
    Confirmation.Verdict.CONTESTED,
    Confirmation.Verdict.PARTED,
)


def _cases(numbers: list[int]) -> dict[int, Described]:
    rows = Case.objects.filter(pk__in=numbers).only("title", "state", "confidential")
    return {
        row.pk: Described(
            row.ref, row.heading, row.get_absolute_url(), row.get_state_display(), "need"
        )
        for row in rows
    }


def _answers(numbers: list[int]) -> dict[int, Described]:
    rows = Answer.objects.filter(pk__in=numbers).select_related("case", "body")
    return {
        row.pk: Described(
            row.ref,
            f"{row.body.name}{colon()}{row.get_kind_display()}",
            row.case.get_absolute_url(),
            row.get_kind_display(),
            "delivery" if row.kind == Answer.Kind.DONE else "",
        )
        for row in rows
    }


def _confirmations(numbers: list[int]) -> dict[int, Described]:
    rows = Confirmation.objects.filter(pk__in=numbers).select_related("case")
    return {
        row.pk: Described(
            row.ref,
            row.get_verdict_display(),
            row.case.get_absolute_url(),
            row.get_verdict_display(),
            "" if row.verdict in UNJUDGED else "confirmation",
            stopped=row.verdict != Confirmation.Verdict.SOLVED,
        )
        for row in rows
    }


def _people(numbers: list[int]) -> int:
    """How many raised these: a person or an organisation once; what came without a name, each for itself."""
    rows = Case.objects.filter(pk__in=numbers).exclude(channel=Case.Channel.ALARM)
    raisers = list(rows.values_list("person", "organisation"))
    named = set(raisers) - {(None, None)}
    return len(named) + raisers.count((None, None))


def register() -> None:
    threads.asked_by("cases.case", _people)
    describes("cases.case", _cases)
    describes("cases.answer", _answers)
    describes("cases.confirmation", _confirmations)
