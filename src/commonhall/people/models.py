"""Tables of people, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.people.accounts.models import Account
from commonhall.people.api_keys.models import ApiKey
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.deputies.models import Deputyship
from commonhall.people.interests.models import Interest
from commonhall.people.invitations.models import Invitation
from commonhall.people.learning.models import (
    LearningPath,
    Lesson,
    LessonDone,
    LessonQuestion,
    PathCount,
    PathDone,
)
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.people.residents.models import (
    CensusEntry,
    ExpiryLetter,
    LetterCode,
    Person,
    ProviderIdentity,
    Slip,
    Verification,
)
from commonhall.people.rolls.models import CounterCheck, RollChange, RollChangeLine

__all__ = [
    "Account",
    "ApiKey",
    "Body",
    "CensusEntry",
    "CounterCheck",
    "Deputyship",
    "ExpiryLetter",
    "Interest",
    "Invitation",
    "LearningPath",
    "Lesson",
    "LessonDone",
    "LessonQuestion",
    "LetterCode",
    "Membership",
    "Office",
    "OfficeTerm",
    "Organisation",
    "PathCount",
    "PathDone",
    "Person",
    "ProviderIdentity",
    "RollChange",
    "RollChangeLine",
    "Slip",
    "Verification",
]
