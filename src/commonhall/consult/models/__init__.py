"""What is so in `consult`: conversations, draft texts, round tables, surveys."""

from commonhall.consult.models.conversations import (
    Argument,
    Conversation,
    Moderation,
    OpinionCache,
    Participant,
    Report,
    Response,
    Statement,
    StatementVote,
)
from commonhall.consult.models.drafts import (
    Amendment,
    Comment,
    CommentAppeal,
    Draft,
    Paragraph,
)
from commonhall.consult.models.surveys import (
    Participation,
    Survey,
    SurveyAnswer,
    SurveyResult,
)
from commonhall.consult.models.tables import (
    AgendaItem,
    Agreement,
    Assent,
    Commitment,
    Position,
    RoundTable,
    Seat,
)

__all__ = [
    "AgendaItem",
    "Agreement",
    "Amendment",
    "Argument",
    "Assent",
    "Comment",
    "CommentAppeal",
    "Commitment",
    "Conversation",
    "Draft",
    "Moderation",
    "OpinionCache",
    "Paragraph",
    "Participant",
    "Participation",
    "Position",
    "Report",
    "Response",
    "RoundTable",
    "Seat",
    "Statement",
    "StatementVote",
    "Survey",
    "SurveyAnswer",
    "SurveyResult",
]
