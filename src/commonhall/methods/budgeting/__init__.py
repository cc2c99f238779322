"""Participatory budgets: read an election, count it by a stated rule, explain the result."""

from commonhall.methods.budgeting.axioms import (
    PriceSystem,
    Violation,
    core_violation,
    ejr_plus_violations,
    is_priceable,
    price_system,
)
from commonhall.methods.budgeting.completion import COMPLETIONS, completed_equal_shares
from commonhall.methods.budgeting.election import (
    Election,
    ElectionError,
    Project,
    election_from_ballots,
    election_from_pabulib,
)
from commonhall.methods.budgeting.equal_shares import SATISFACTIONS, equal_shares
from commonhall.methods.budgeting.explanation import (
    ProjectExplanation,
    explain,
    highest_winning_cost,
)
from commonhall.methods.budgeting.greedy import greedy
from commonhall.methods.budgeting.knapsack import knapsack
from commonhall.methods.budgeting.maximin import maximin_support
from commonhall.methods.budgeting.measures import (
    Comparison,
    GroupShare,
    compare_rules,
    exclusion_ratio,
    shares_per_group,
)
from commonhall.methods.budgeting.outcome import Outcome, Round
from commonhall.methods.budgeting.pabulib import (
    PabulibError,
    PabulibFile,
    read_pabulib,
    write_pabulib,
)
from commonhall.methods.budgeting.payments import Payments, Purchase, effective_votes, payments
from commonhall.methods.budgeting.phragmen import phragmen
from commonhall.methods.budgeting.stages import (
    Stage,
    StagedOutcome,
    by_district,
    count_in_stages,
    with_minimum_grants,
)

__all__ = [
    "COMPLETIONS",
    "SATISFACTIONS",
    "Comparison",
    "Election",
    "ElectionError",
    "GroupShare",
    "Outcome",
    "PabulibError",
    "PabulibFile",
    "Payments",
    "PriceSystem",
    "Project",
    "ProjectExplanation",
    "Purchase",
    "Round",
    "Stage",
    "StagedOutcome",
    "Violation",
    "by_district",
    "compare_rules",
    "completed_equal_shares",
    "core_violation",
    "count_in_stages",
    "effective_votes",
    "ejr_plus_violations",
    "election_from_ballots",
    "election_from_pabulib",
    "equal_shares",
    "exclusion_ratio",
    "explain",
    "greedy",
    "highest_winning_cost",
    "is_priceable",
    "knapsack",
    "maximin_support",
    "payments",
    "phragmen",
    "price_system",
    "read_pabulib",
    "shares_per_group",
    "with_minimum_grants",
    "write_pabulib",
]
