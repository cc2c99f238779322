"""What can be wrong with a survey's answers, weights or targets."""

from __future__ import annotations


class SurveyError(ValueError):
    """The sample and what is asked of it do not fit; says what would."""
