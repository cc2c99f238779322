"""Surveys: weights that mirror the population, honest intervals, small areas."""

from commonhall.methods.surveys.changes import Change, change, holm
from commonhall.methods.surveys.effects import cluster_effect, design_effect, effective_size
from commonhall.methods.surveys.errors import SurveyError
from commonhall.methods.surveys.intervals import (
    Estimate,
    difference,
    mean,
    proportion,
    proportion_of,
)
from commonhall.methods.surveys.raking import NonResponse, Raked, nonresponse_weights, rake
from commonhall.methods.surveys.small_areas import SmallAreas, small_areas

__all__ = [
    "Change",
    "Estimate",
    "NonResponse",
    "Raked",
    "SmallAreas",
    "SurveyError",
    "change",
    "cluster_effect",
    "design_effect",
    "difference",
    "effective_size",
    "holm",
    "mean",
    "nonresponse_weights",
    "proportion",
    "proportion_of",
    "rake",
    "small_areas",
]
