"""Days that run before a body concludes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.decisions.motions.queries import VOTE
from commonhall.decisions.sittings.actions import NOTICE
from commonhall.law import duties


def register() -> None:
    duties.time(VOTE, _("Time for members of a body to vote on a motion"))
    duties.time(NOTICE, _("Time between the notice and a sitting"))
