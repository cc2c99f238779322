"""What a lesson may have somebody do in the practice town: a task, and in which role. A hall that runs one names it in
its settings (docs/practice.md); without it no lesson speaks of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# Who one can be there.
ROLES: dict[str, Any] = {
    "resident": _("Resident"),
    "organisation": _("Head of an organisation"),
    "clerk": _("Clerk at the desk"),
    "council": _("Council member"),
    "scorer": _("Official who scores offers"),
    "mediator": _("Mediator"),
    "teller": _("Teller"),
}


@dataclass(frozen=True)
class Task:
    """One thing to do. code: stands in its address; role: of ROLES; says: what it is, to who is about to do it."""

    code: str
    role: str
    name: Any
    says: Any

    @property
    def role_name(self) -> str:
        return str(ROLES[self.role])


TASKS = {
    one.code: one
    for one in (
        Task(
            "report",
            "resident",
            _("Report a broken lamp"),
            _("You are a resident of Millbrook. Report a lamp that is dark."),
        ),
        Task(
            "answer-statements",
            "resident",
            _("Answer three statements"),
            _("You are a resident of Millbrook. Agree or disagree with what others say."),
        ),
        Task(
            "vote",
            "resident",
            _("Vote, and find your ballot in the list"),
            _(
                "You are a resident of Millbrook. Give your vote, and find it in the list afterwards."
            ),
        ),
        Task(
            "appeal",
            "resident",
            _("Appeal against an answer"),
            _("You are a resident of Millbrook. Appeal against a case that was declined."),
        ),
        Task(
            "hand-in-offer",
            "organisation",
            _("Hand in a sealed offer"),
            _(
                "You speak for an organisation of Millbrook. Offer to build the benches by the river."
            ),
        ),
        Task(
            "join-table",
            "organisation",
            _("Speak at a round table"),
            _(
                "You speak for an organisation of Millbrook. Read the proposals, and say what you think."
            ),
        ),
        Task(
            "answer-case",
            "clerk",
            _("Answer a case"),
            _("You are a clerk in Millbrook. Answer a case, and name a day."),
        ),
        Task(
            "plan-case",
            "clerk",
            _("Plan what is to be done about a case"),
            _("You are a clerk in Millbrook. Say what will be done about a case, and by when."),
        ),
        Task(
            "decline-case",
            "clerk",
            _("Decline a case, and give your reasons"),
            _("You are a clerk in Millbrook. Decline a case so that its author understands why."),
        ),
        Task(
            "vote-on-motion",
            "council",
            _("Vote on a motion"),
            _("You are a member of Millbrook’s council. Read the motion, and vote on it."),
        ),
        Task(
            "score-offer",
            "scorer",
            _("Score an offer"),
            _("You are an official of Millbrook. Score an offer, and give your reasons."),
        ),
        Task(
            "note",
            "mediator",
            _("Write a private note on a dispute"),
            _("You are a mediator in Millbrook. Write down what you heard, for your eyes only."),
        ),
        Task(
            "propose-agreement",
            "mediator",
            _("Propose an agreement"),
            _("You are a mediator in Millbrook. Write down what two neighbours could agree on."),
        ),
        Task(
            "tellers",
            "teller",
            _("See who the tellers are"),
            _("You are a teller in Millbrook. See who opens the ballots together with you."),
        ),
        Task(
            "count",
            "teller",
            _("Open the ballots of a vote"),
            _("You are a teller in Millbrook. Open your parts of the ballots, and sign them."),
        ),
    )
}


def choices() -> list[tuple[str, Any]]:
    """Each task with its role, for those who write lessons."""
    return [(code, f"{one.role_name}: {one.name}") for code, one in TASKS.items()]


def is_there() -> bool:
    """Does this hall run a practice town?"""
    return bool(settings.PRACTICE_URL)


def start() -> str:
    """The address of its first page; "" where there is none."""
    if not is_there():
        return ""
    return f"{settings.PRACTICE_URL}/practice/?{urlencode({'language': get_language() or ''})}"


def address(task: str, path: str, lesson: str) -> str:
    """Where one click leads from a lesson; "" where there is no practice town, or nothing to do in it."""
    if not is_there() or task not in TASKS:
        return ""
    asked = urlencode({"lesson": f"{path}/{lesson}", "language": get_language() or ""})
    return f"{settings.PRACTICE_URL}/practice/enter/{task}/?{asked}"
