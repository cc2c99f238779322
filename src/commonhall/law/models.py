"""Tables of law, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.law.agenda.models import Matter
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.asking.models import AskingLeave, AskingRule
from commonhall.law.caretakers.models import Routine
from commonhall.law.challenges.models import Challenge
from commonhall.law.founding.models import FoundingDraft, FoundingPeriod
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.hearings.models import Hearing
from commonhall.law.instruments.models import (
    Competence,
    Deadline,
    Instrument,
    Prohibition,
    Provision,
    Right,
    Threshold,
)
from commonhall.law.mandates.models import Mandate
from commonhall.law.promises.models import Promise
from commonhall.law.recalls.models import Recall, Signature
from commonhall.law.recognitions.models import Recognition
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.law.reviews.models import Reconsidered
from commonhall.law.segregation.models import PowerOverPower, Reviewing
from commonhall.law.stand_ins.models import StandIn

__all__ = [
    "Appeal",
    "AskingLeave",
    "AskingRule",
    "Challenge",
    "CharterAmendment",
    "Competence",
    "Deadline",
    "Elected",
    "FoundingDraft",
    "FoundingPeriod",
    "HallPage",
    "HallSettings",
    "Hearing",
    "Instrument",
    "Mandate",
    "Matter",
    "PeoplesResult",
    "PowerOverPower",
    "Prohibition",
    "Promise",
    "Provision",
    "Recall",
    "Recognition",
    "Reconsidered",
    "Reviewing",
    "Right",
    "Routine",
    "Signature",
    "StandIn",
    "Suspension",
    "Threshold",
]
