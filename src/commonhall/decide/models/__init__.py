"""What `decide` keeps: votes with their envelopes, motions, lotteries."""

from commonhall.decide.models.lotteries import Application, Lottery, Portfolio, Ticket
from commonhall.decide.models.votes import (
    CastBallot,
    Election,
    Envelope,
    Motion,
    Option,
    Outcome,
    Result,
    RollCallVote,
    WithTexts,
)

__all__ = [
    "Application",
    "CastBallot",
    "Election",
    "Envelope",
    "Lottery",
    "Motion",
    "Option",
    "Outcome",
    "Portfolio",
    "Result",
    "RollCallVote",
    "Ticket",
    "WithTexts",
]
