"""Ballots: one winner or a committee from approvals, ranks or scores, by a stated rule."""

from commonhall.methods.ballots.by_rule import METHODS, count_by
from commonhall.methods.ballots.committees import (
    equal_shares_committee,
    pav,
    phragmen_committee,
    sequential_pav,
)
from commonhall.methods.ballots.condorcet import (
    copeland,
    kemeny,
    minimax,
    ranked_pairs,
    schulze,
    strongest_paths,
)
from commonhall.methods.ballots.errors import BallotError
from commonhall.methods.ballots.meek import meek_stv
from commonhall.methods.ballots.pairwise import condorcet_winner, pairwise
from commonhall.methods.ballots.profile import (
    Profile,
    ScoreProfile,
    profile_from_orders,
    profile_from_rankings,
    scores_from_ballots,
)
from commonhall.methods.ballots.result import Result, Round, Tie, with_conditions
from commonhall.methods.ballots.runoff import instant_runoff
from commonhall.methods.ballots.scoring import approval, borda, plurality, score, star
from commonhall.methods.ballots.transferable import scottish_stv

__all__ = [
    "METHODS",
    "BallotError",
    "Profile",
    "Result",
    "Round",
    "ScoreProfile",
    "Tie",
    "approval",
    "borda",
    "condorcet_winner",
    "copeland",
    "count_by",
    "equal_shares_committee",
    "instant_runoff",
    "kemeny",
    "meek_stv",
    "minimax",
    "pairwise",
    "pav",
    "phragmen_committee",
    "plurality",
    "profile_from_orders",
    "profile_from_rankings",
    "ranked_pairs",
    "schulze",
    "score",
    "scores_from_ballots",
    "scottish_stv",
    "sequential_pav",
    "star",
    "strongest_paths",
    "with_conditions",
]
