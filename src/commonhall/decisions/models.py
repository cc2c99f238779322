"""Tables of decisions, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking
from commonhall.decisions.alternatives.models import Alternatives, AlternativesRanking
from commonhall.decisions.amendments.models import AmendmentVote, MotionAmendment
from commonhall.decisions.briefings.models import CostStatement, VoteArgument
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.debate.models import Speech
from commonhall.decisions.lotteries.models import Application, Lottery, Portfolio, Ticket
from commonhall.decisions.motions.models import Motion, RollCallVote, TabledContent, TabledFile
from commonhall.decisions.panels.models import Member, Panel, PanelDay, PanelLetter, Wave
from commonhall.decisions.panels.spoken_models import (
    FollowUp,
    Material,
    MinorityNote,
    Recommendation,
    RecommendationVote,
    Witness,
    WitnessApproval,
)
from commonhall.decisions.proposals.models import (
    Merger,
    MergerConsent,
    PaperSupport,
    Proposal,
    ProposalAuthor,
    ProposalSupport,
)
from commonhall.decisions.samples.models import Mailing, Sample, SampleLetter, SheetReading
from commonhall.decisions.seats.models import Candidacy, CandidateList, ListSupport, SeatVote
from commonhall.decisions.sittings.models import Attendance, PutOff, Sitting
from commonhall.decisions.themes.models import Theme, ThemeOrder, ThemeRound
from commonhall.decisions.urgent.models import UrgentAgreement, UrgentDecision
from commonhall.decisions.votes.models import (
    CastBallot,
    Election,
    Envelope,
    HandedIn,
    OpenedBallot,
    Option,
    Result,
    Teller,
    TellerParts,
)
from commonhall.decisions.votes.paper_models import PaperReading, PaperVoter
from commonhall.decisions.votes.roll_models import LateVoter

__all__ = [
    "AgendaCount",
    "AgendaRanking",
    "Alternatives",
    "AlternativesRanking",
    "AmendmentVote",
    "Application",
    "Attendance",
    "Budget",
    "Candidacy",
    "CandidateList",
    "CastBallot",
    "CostStatement",
    "Election",
    "Envelope",
    "FollowUp",
    "HandedIn",
    "LateVoter",
    "ListSupport",
    "Lottery",
    "Mailing",
    "Material",
    "Member",
    "Merger",
    "MergerConsent",
    "MinorityNote",
    "Motion",
    "MotionAmendment",
    "OpenedBallot",
    "Option",
    "Panel",
    "PanelDay",
    "PanelLetter",
    "PaperReading",
    "PaperSupport",
    "PaperVoter",
    "Portfolio",
    "Proposal",
    "ProposalAuthor",
    "ProposalSupport",
    "PutOff",
    "Recommendation",
    "RecommendationVote",
    "Result",
    "RollCallVote",
    "Sample",
    "SampleLetter",
    "SeatVote",
    "SheetReading",
    "Sitting",
    "Speech",
    "TabledContent",
    "TabledFile",
    "Teller",
    "TellerParts",
    "Theme",
    "ThemeOrder",
    "ThemeRound",
    "Ticket",
    "UrgentAgreement",
    "UrgentDecision",
    "VoteArgument",
    "Wave",
    "Witness",
    "WitnessApproval",
]
