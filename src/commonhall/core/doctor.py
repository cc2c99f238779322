"""What does not work yet, and what will stop working on which day: each with the page that mends it.

A feature says what to look at in its `checks.py`; `commonhall doctor` and the page `/doctor/` ask all of them:

    @check
    def vacant_offices(today: date) -> Iterator[Finding]: …
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commonhall.core import condition, files, letters
from commonhall.record.models import Entry

# fault: something that people need does not work. soon: it will stop on a day. note: worth knowing.
Level = Literal["fault", "soon", "note"]
LEVELS: tuple[Level, ...] = ("fault", "soon", "note")
# How long before a day it is spoken of.
AHEAD = timedelta(days=180)


@dataclass(frozen=True)
class Finding:
    """One thing. code: of the kind; text: for people; mend: the page where it is mended; day: when it stops.

    follows: what is so after that day. about: the ref of what ends; bodies: whose it is, so that they hear of it, too.
    """

    code: str
    level: Level
    text: Any
    mend: str = ""
    day: date | None = None
    follows: Any = ""
    about: str = ""
    bodies: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "level": self.level,
            "text": str(self.text),
            "mend": self.mend,
            "day": self.day.isoformat() if self.day else None,
            "follows": str(self.follows),
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
# Where a measure that is not well is mended; the others are looked at where the hall runs.
LETTERS_PAGE = "/administration/letters/"
MENDED_AT = {"queue": "/administration/jobs/", "mail": LETTERS_PAGE}
LOOKED_AT = "/administration/running/"


@check
def founded(_today: date) -> Iterator[Finding]:
    if not Entry.objects.exists():
        yield Finding("not-founded", "fault", _("This hall has not been founded."), "/set-up/")


@check
def machine(_today: date) -> Iterator[Finding]:
    """Every measure that is not well (`condition`)."""
    for one in condition.measures():
        # Files are tried here, rather than asked whether the timer tried them.
        if not one.well and one.name != "files":
            mend = MENDED_AT.get(one.name, LOOKED_AT)
            yield Finding(one.name, one.gravity, one.told, mend)


@check
def mail_proved(_today: date) -> Iterator[Finding]:
    """Is there a mail server, and did it ever take a letter?"""
    if not getattr(settings, "LETTERS_BACKEND", ""):
        text = _(
            "There is no mail server. Letters are saved as files in the folder “mail” of the hall's home."
        )
        yield Finding("no-mail-server", "note", text)
        return
    found = letters.figures()
    if not found["sent"]:
        text = _("No letter has been sent yet.")
        yield Finding("mail-never-proved", "note", text, LETTERS_PAGE)
    if dead := found["addresses_that_take_none"]:
        words = ngettext_lazy(
            "Letters to %(count)d address are returned.",
            "Letters to %(count)d addresses are returned.",
            dead,
        )
        yield Finding("dead-addresses", "note", words % {"count": dead}, LETTERS_PAGE)
    if found["given_up"]:
        words = ngettext_lazy(
            "%(count)d letter could not be sent for three days.",
            "%(count)d letters could not be sent for three days.",
            found["given_up"],
        )
        yield Finding(
            "letters-given-up", "note", words % {"count": found["given_up"]}, LETTERS_PAGE
        )


@check
def files_kept(_today: date) -> Iterator[Finding]:
    """Can a photo be written, read and deleted; is one left where it would outlive its erasure?"""
    if fault := files.prove():
        text = _("Photos cannot be stored: %(fault)s") % {"fault": fault}
        yield Finding("files", "fault", text, LOOKED_AT)
    if files.elsewhere() and any(files.kept(FileSystemStorage(settings.MEDIA_ROOT))):
        twice = _(
            "Photos are both in the store and on the disk. When people erase their photos, a copy stays on the disk. Run `commonhall files bring --delete`."
        )
        yield Finding("files-twice", "note", twice, LOOKED_AT)
