"""Equity: how unequally things are spread, who gains from public money, and in what proportion."""

from commonhall.methods.equity.concentration import Concentration, concentration
from commonhall.methods.equity.errors import EquityError
from commonhall.methods.equity.incidence import (
    GroupGain,
    Incidence,
    Proportionality,
    benefit_incidence,
    proportionality,
)
from commonhall.methods.equity.inequality import (
    Decomposition,
    GroupPart,
    atkinson,
    generalised_entropy,
    gini,
    gini_exact,
    lorenz,
    palma,
    share_between,
    theil,
)

__all__ = [
    "Concentration",
    "Decomposition",
    "EquityError",
    "GroupGain",
    "GroupPart",
    "Incidence",
    "Proportionality",
    "atkinson",
    "benefit_incidence",
    "concentration",
    "generalised_entropy",
    "gini",
    "gini_exact",
    "lorenz",
    "palma",
    "proportionality",
    "share_between",
    "theil",
]
