"""Tables of cases, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.cases.answer_templates.models import AnswerTemplate
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.categories.models import Category, Question, Route
from commonhall.cases.confidential.models import Look
from commonhall.cases.desk.models import Note, SavedFilter
from commonhall.cases.desk_letters.models import DeskLetters, DeskNotice
from commonhall.cases.evidence.models import Evidence
from commonhall.cases.mail_in.models import DraftPhoto, IncomingMail, MailDraft
from commonhall.cases.me_too.models import MeToo
from commonhall.cases.moving_in.models import CaseImport, CaseImportFile
from commonhall.cases.pictures.models import Picture
from commonhall.cases.sources.models import Candidate, Source

__all__ = [
    "Answer",
    "AnswerTemplate",
    "Candidate",
    "Case",
    "CaseImport",
    "CaseImportFile",
    "Category",
    "Confirmation",
    "DeskLetters",
    "DeskNotice",
    "DraftPhoto",
    "Evidence",
    "IncomingMail",
    "Look",
    "MailDraft",
    "MeToo",
    "Note",
    "Picture",
    "Question",
    "Route",
    "SavedFilter",
    "Source",
]
