"""Tables of consultations, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.consultations.askings.models import (
    AnnulledAsking,
    AskingReport,
    NamedConcern,
    Told,
    ToldAccount,
    WorksOn,
)
from commonhall.consultations.conversations.models import (
    Argument,
    Conversation,
    Moderation,
    OpinionCache,
    Participant,
    Report,
    Response,
    Showing,
    Statement,
    StatementVote,
)
from commonhall.consultations.drafts.models import (
    Amendment,
    Comment,
    CommentAppeal,
    Draft,
    Paragraph,
)
from commonhall.consultations.meetings.models import Meeting, Point, Presence
from commonhall.consultations.round_tables.models import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)
from commonhall.consultations.surveys.models import (
    Participation,
    Survey,
    SurveyAnswer,
    SurveyResult,
)

__all__ = [
    "AgendaItem",
    "Agreement",
    "Amendment",
    "AnnulledAsking",
    "Argument",
    "AskingReport",
    "Assent",
    "Comment",
    "CommentAppeal",
    "Commitment",
    "Conversation",
    "Draft",
    "Meeting",
    "Moderation",
    "NamedConcern",
    "OpinionCache",
    "Paragraph",
    "Participant",
    "Participation",
    "Point",
    "Position",
    "Presence",
    "Report",
    "Response",
    "RoundTable",
    "Seat",
    "Showing",
    "Statement",
    "StatementVote",
    "Survey",
    "SurveyAnswer",
    "SurveyResult",
    "Told",
    "ToldAccount",
    "WorksOn",
]
