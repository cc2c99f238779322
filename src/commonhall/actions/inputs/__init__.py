"""What an action asks for: said once, beside the parameter that takes it.

    def answer_case(
        ctx: Context, case: Case,
        text: Annotated[str, Words(_("Answer"), most=4000, long=True)],
        promise: Annotated[date | None, Day(_("Done by"))] = None,
    ) -> Answer: ...

A parameter with a default may be left out. The page's form, the API's schema and the command read their
values by the same form field, so a wrong value gives the same sentence in every door. Values given by
Python are cleaned by `check` and refused with the same words.
"""

from commonhall.actions.inputs.base import Input, Internal
from commonhall.actions.inputs.places import Point, PointOnMap, Upload
from commonhall.actions.inputs.text import Choice, ChoiceMany, Flag, Lines, Names, Words
from commonhall.actions.inputs.things import Pick, PickMany, PickSeveral, Ref
from commonhall.actions.inputs.values import Day, LastDay, Moment, Money, Number, Quantity

__all__ = [
    "Choice",
    "ChoiceMany",
    "Day",
    "Flag",
    "Input",
    "Internal",
    "LastDay",
    "Lines",
    "Moment",
    "Money",
    "Names",
    "Number",
    "Pick",
    "PickMany",
    "PickSeveral",
    "Point",
    "PointOnMap",
    "Quantity",
    "Ref",
    "Upload",
    "Words",
]
