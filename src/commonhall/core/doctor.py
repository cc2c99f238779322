"""What does not work yet, and what will stop working on which day: each with the page that mends it.

A feature says what to look at in its `checks.py`; `commonhall doctor` and the page `/doctor/` ask all of them:

    @check
    def vacant_offices(today: date) -> Iterator[Finding]: …
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhall.core import letters
from commonhall.core.models import Letter
from commonhall.record import sequencer
from commonhall.record.models import Entry

# fault: something that people need does not work. soon: it will stop on a day. note: worth knowing.
Level = Literal["fault", "soon", "note"]
LEVELS: tuple[Level, ...] = ("fault", "soon", "note")
# How long before a day it is spoken of.
AHEAD = timedelta(days=180)
LEAST_FREE = 1024**3
LETTERS_LATE = timedelta(hours=1)
LETTERS_PAGE = "/administration/letters/"
CLOCK_OFF = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """One thing. code: of the kind; text: for people; mend: the page where it is mended; day: when it stops."""

    code: str
    level: Level
    text: Any
    mend: str = ""
    day: date | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "level": self.level,
            "text": str(self.text),
            "mend": self.mend,
            "day": self.day.isoformat() if self.day else None,
        }


Check = Callable[[date], Iterable[Finding]]
_checks: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Ask the decorated function, too; it gets today's day."""
    _checks[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def examine(today: date) -> list[Finding]:
    """Everything found, the gravest first, then by day."""
    found = [one for function in _checks.values() for one in function(today)]
    return sorted(found, key=lambda one: (LEVELS.index(one.level), one.day or date.max, one.code))


def is_ready(findings: Iterable[Finding]) -> bool:
    """Does everything work that people need?"""
    return not any(one.level == "fault" for one in findings)


# --- the hall as a machine ------------------------------------------------------------------------
@check
def founded(_today: date) -> Iterator[Finding]:
    if not Entry.objects.exists():
        yield Finding("not-founded", "fault", _("This hall has not been founded."), "/set-up/")


@check
def mail(_today: date) -> Iterator[Finding]:
    """Is there a mail server, did it ever take a letter, does one wait too long?"""
    if not getattr(settings, "LETTERS_BACKEND", ""):
        yield Finding(
            "no-mail-server",
            "note",
            _(
                "There is no mail server: letters are files in the folder “mail” of the hall's home."
            ),
        )
        return
    found = letters.figures()
    late = timezone.now() - LETTERS_LATE
    if Letter.objects.filter(state=Letter.State.WAITING, made_at__lt=late).exists():
        yield Finding(
            "letters-wait",
            "fault",
            _("Letters wait for more than an hour: %(error)s") % {"error": found["last_error"]},
            LETTERS_PAGE,
        )
    elif not found["sent"]:
        yield Finding("mail-never-proved", "note", _("No letter has been sent yet."), LETTERS_PAGE)
    if dead := found["addresses_that_take_none"]:
        words = ngettext_lazy(
            "Letters to %(count)d address come back.",
            "Letters to %(count)d addresses come back.",
            dead,
        )
        yield Finding("dead-addresses", "note", words % {"count": dead}, LETTERS_PAGE)
    if found["given_up"]:
        words = ngettext_lazy(
            "%(count)d letter was given up after three days.",
            "%(count)d letters were given up after three days.",
            found["given_up"],
        )
        yield Finding(
            "letters-given-up", "note", words % {"count": found["given_up"]}, LETTERS_PAGE
        )


@check
def record(_today: date) -> Iterator[Finding]:
    """Do entries get their place, and does the clock run forward?"""
    status = sequencer.status()
    if status.alarm:
        yield Finding(
            "record-waits", "fault", _("The record waits: %(why)s") % {"why": status.message}
        )
    latest = Entry.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    if latest and latest > timezone.now() + CLOCK_OFF:
        yield Finding(
            "clock", "fault", _("This machine's clock is behind: the record has entries of later.")
        )


@check
def disk(_today: date) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.COMMONHALL_HOME).free
    if free < LEAST_FREE:
        yield Finding(
            "disk",
            "fault",
            _("Less than one gigabyte is free on the disk of the hall's home."),
        )


@check
def jobs(_today: date) -> Iterator[Finding]:
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    if failed:
        words = ngettext_lazy("%(count)d job has failed.", "%(count)d jobs have failed.", failed)
        yield Finding("jobs-failed", "note", words % {"count": failed})
