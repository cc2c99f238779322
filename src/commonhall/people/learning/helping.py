"""Forms beside which a lesson may stand. They belong to apps above this one, and are named by their actions' codes."""

from __future__ import annotations

from typing import Any

from commonhall.actions import registry

FORMS = (
    "cases.raise_case",
    "cases.answer_case",
    "cases.decline_case",
    "cases.plan_case",
    "cases.refuse_result",
    "consultations.begin_initiative",
    "consultations.write_statement",
    "consultations.convene_table",
    "consultations.commit",
    "decisions.argue_vote",
    "decisions.propose_project",
    "decisions.join_as_teller",
    "disputes.open_dispute",
    "disputes.propose_agreement",
    "law.file_appeal",
    "services.apply_for_service",
)


def choices() -> list[tuple[str, Any]]:
    """Each form with the title of what it does."""
    known = registry.actions()
    return [(code, known[code].title) for code in FORMS if code in known]


# Pages of their own that hold such a form: name of the address → code of the action.
ALSO = {"cases:write": "cases.raise_case"}


def form_of(view_name: str) -> str:
    """The action of FORMS whose form a page holds; "" for other pages."""
    code = ALSO.get(view_name) or view_name.replace(":", ".")
    return code if code in FORMS else ""
