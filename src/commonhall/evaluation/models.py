"""Tables of evaluation, feature by feature. Django looks for them here; code imports them from their feature."""

from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.editions.models import Edition, Mark, Reply, ResidentMark, WeightVote
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.rollup.models import CaseMonth, Folds, Tally, Unfolded
from commonhall.evaluation.series.models import Series, StruckReport, Value
from commonhall.evaluation.signals.models import Signal

__all__ = [
    "CallBack",
    "CallBackRound",
    "CaseMonth",
    "Definition",
    "DefinitionProposal",
    "Edition",
    "Folds",
    "Framework",
    "GamingSignal",
    "Mark",
    "Reply",
    "ResidentMark",
    "Series",
    "Signal",
    "StruckReport",
    "Tally",
    "Unfolded",
    "Value",
    "WeightVote",
]
