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

from commonhall.actions.inputs.answers import Answers, Question
from commonhall.actions.inputs.base import Input, Internal
from commonhall.actions.inputs.contacts import MailAddress, PersonByMail, PersonBySign, WebAddress
from commonhall.actions.inputs.either import Either
from commonhall.actions.inputs.objects import JsonObject
from commonhall.actions.inputs.places import Point, PointOnMap, Upload
from commonhall.actions.inputs.text import Choice, ChoiceMany, Flag, Lines, Names, Words
from commonhall.actions.inputs.things import Pick, PickMany, PickSeveral, Ref
from commonhall.actions.inputs.values import Amount, Colour, Day, LastDay, Moment, Number, Quantity
from commonhall.actions.inputs.wording import OnOwnPage, Rewording, Slug

__all__ = [
    "Amount",
    "Answers",
    "Choice",
    "ChoiceMany",
    "Colour",
    "Day",
    "Either",
    "Flag",
    "Input",
    "Internal",
    "JsonObject",
    "LastDay",
    "Lines",
    "MailAddress",
    "Moment",
    "Names",
    "Number",
    "OnOwnPage",
    "PersonByMail",
    "PersonBySign",
    "Pick",
    "PickMany",
    "PickSeveral",
    "Point",
    "PointOnMap",
    "Quantity",
    "Question",
    "Ref",
    "Rewording",
    "Slug",
    "Upload",
    "WebAddress",
    "Words",
]
