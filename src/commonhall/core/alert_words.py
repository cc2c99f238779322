"""What an alert says, by letter and to the webhook; and an example of each for the administration.

Both are written in English for those who run the machines: they hold the words of a measure, and nothing personal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.core import condition
from commonhall.core.letter_samples import NOBODY, sample
from commonhall.ui import hall

State = Literal["trouble", "well again"]


@dataclass(frozen=True)
class Alert:
    """One trouble that began, or that ended. since: when it began."""

    measure: condition.Measure
    state: State
    since: datetime

    @property
    def line(self) -> str:
        return f"{hall.name()}: {self.measure.name}: {self.state}"

    @property
    def words(self) -> str:
        return f"{self.measure.words}. Since {self.since.isoformat(timespec='seconds')}."

    def letter(self, to: list[str]) -> EmailMessage:
        return EmailMessage(
            subject=self.line,
            body=f"{self.words}\n\n{settings.SITE_URL}\n",
            to=to,
            headers={"Auto-Submitted": "auto-generated"},
        )

    def payload(self) -> dict[str, Any]:
        """What the webhook is sent, as JSON."""
        return {
            "text": f"{self.line}. {self.words}",
            "hall": settings.SITE_URL,
            "check": self.measure.name,
            "state": self.state,
            **self.measure.figures,
        }


# --- examples -------------------------------------------------------------------------------------
def _example(state: State) -> Alert:
    least = settings.DISK_LIMIT_MB
    free = least / 4 if state == "trouble" else least * 4
    began = timezone.now() - timedelta(minutes=5)
    return Alert(condition.disk_with(free, least), state, began)


def trouble_payload() -> dict[str, Any]:
    return _example("trouble").payload()


def well_again_payload() -> dict[str, Any]:
    return _example("well again").payload()


@sample("core.trouble", _("Alert: something does not work"), webhook=trouble_payload)
def trouble() -> EmailMessage:
    return _example("trouble").letter([NOBODY])


@sample("core.well_again", _("Alert: it works again"), webhook=well_again_payload)
def well_again() -> EmailMessage:
    return _example("well again").letter([NOBODY])
