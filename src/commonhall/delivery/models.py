"""Tables of delivery, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.delivery.assets.models import Asset, AssetHolding, BookedHour, Booking
from commonhall.delivery.budget_book.models import (
    BudgetBook,
    BudgetEdition,
    BudgetLine,
    BudgetReceipt,
    BudgetTransfer,
)
from commonhall.delivery.calls.models import (
    Call,
    CallDocument,
    CallQuestion,
    Offer,
    Opener,
    OpenerParts,
    Score,
    Scorer,
    SealedOffer,
)
from commonhall.delivery.carriers.models import FunctionReport, GrantReport, PaymentRequest
from commonhall.delivery.contracts.models import Contract
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.delivery.mentoring.models import (
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.delivery.pictures.models import AssetPicture, ItemPicture
from commonhall.delivery.plan.models import Amendment, Item, ItemConfirmation, Milestone, Payment
from commonhall.delivery.plan_books.models import (
    Book,
    BookAmendment,
    BookEdition,
    BookIndicator,
    BookPart,
    BookSupport,
    BookValue,
)
from commonhall.delivery.projects.models import (
    Project,
    ProjectContradiction,
    ProjectMember,
    ProjectSpending,
    ProjectStep,
)
from commonhall.delivery.shifts.models import Shift, Volunteer

__all__ = [
    "Amendment",
    "Asset",
    "AssetHolding",
    "AssetPicture",
    "Book",
    "BookAmendment",
    "BookEdition",
    "BookIndicator",
    "BookPart",
    "BookSupport",
    "BookValue",
    "BookedHour",
    "Booking",
    "BudgetBook",
    "BudgetEdition",
    "BudgetLine",
    "BudgetReceipt",
    "BudgetTransfer",
    "Call",
    "CallDocument",
    "CallQuestion",
    "Contract",
    "FunctionReport",
    "FunctionRequest",
    "GrantReport",
    "Item",
    "ItemConfirmation",
    "ItemPicture",
    "MentorMeeting",
    "MentorOffer",
    "MentorPair",
    "MentorSuggestion",
    "Milestone",
    "Offer",
    "Opener",
    "OpenerParts",
    "Payment",
    "PaymentRequest",
    "Project",
    "ProjectContradiction",
    "ProjectMember",
    "ProjectSpending",
    "ProjectStep",
    "Score",
    "Scorer",
    "SealedOffer",
    "Shift",
    "Transfer",
    "Volunteer",
]
