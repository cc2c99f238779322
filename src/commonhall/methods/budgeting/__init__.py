"""Participatory budgets: read an election, count it by a stated rule, explain the result."""

from commonhall.methods.budgeting.completion import COMPLETIONS, completed_equal_shares
from commonhall.methods.budgeting.election import (
    Election,
    ElectionError,
    Project,
    election_from_ballots,
    election_from_pabulib,
)
from commonhall.methods.budgeting.equal_shares import SATISFACTIONS, equal_shares
from commonhall.methods.budgeting.explanation import ProjectExplanation, explain
from commonhall.methods.budgeting.greedy import greedy
from commonhall.methods.budgeting.outcome import Outcome, Round
from commonhall.methods.budgeting.pabulib import (
    PabulibError,
    PabulibFile,
    read_pabulib,
    write_pabulib,
)
from commonhall.methods.budgeting.phragmen import phragmen

__all__ = [
    "COMPLETIONS",
    "SATISFACTIONS",
    "Election",
    "ElectionError",
    "Outcome",
    "PabulibError",
    "PabulibFile",
    "Project",
    "ProjectExplanation",
    "Round",
    "completed_equal_shares",
    "election_from_ballots",
    "election_from_pabulib",
    "equal_shares",
    "explain",
    "greedy",
    "phragmen",
    "read_pabulib",
    "write_pabulib",
]
