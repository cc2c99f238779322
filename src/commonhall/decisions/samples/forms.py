"""Forms of surveys by lot: the questions, once a letter is open; an answer sheet with its number and code."""

from __future__ import annotations

from commonhall.consultations.surveys.forms import AnswerForm
from commonhall.decisions.lotteries.letter_forms import LetterForm, OpenedForm


class CodeAnswerForm(AnswerForm, OpenedForm):
    """The questions, with number and code hidden."""


class SheetForm(AnswerForm, LetterForm):
    """An answer sheet as it is typed: number and code, then what is marked."""

    field_order = ["letter", "code"]
