"""Questions of categories from a file; every line or none."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs.base import truth
from commonhall.actions.table_imports import ENCODING, FILE, LINES, Brought, Change, Step, Table
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category, Question
from commonhall.cases.categories.queries import categories
from commonhall.cases.categories.question_actions import (
    ask_in_category,
    choice_lines,
    read_choices,
)
from commonhall.core import sheet_cells as cells
from commonhall.core.refusals import BadInput
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow

FLAG = _("yes or no")


def _plan(rows: list[SheetRow]) -> list[Change]:
    there = {(one.category_id, one.code): one for one in Question.objects.all()}
    known = Things(categories(), gettext("category"))
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        category, code = known.find(row, "category"), cells.code(row, "code", 40)
        if category is None or not code:
            continue
        if cells.once(row, "code", (category.pk, code), first):
            planned.append(_change(row, category, code, there.get((category.pk, code))))
    return planned


def _choices(text: str) -> Any:
    try:
        return read_choices(text)
    except BadInput as error:
        raise ValueError(str(error.message)) from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise ValueError(gettext("Enter a number from 0 to 999."))
    return int(text)


def _change(row: SheetRow, category: Category, code: str, known: Question | None) -> Change:
    before = known or Question(category=category, code=code)
    given = {
        "names": cells.words(row, "names", before.names, 160, gettext("Enter the question.")),
        "kind": cells.choice(row, "kind", before.kind, Question.Kind.choices),
        "choices": cells.checked(row, "choices", before.choices, _choices, []),
        "required": cells.checked(row, "required", before.required, truth, False),
        "public": cells.checked(row, "public", before.public, truth, False),
        "order": cells.checked(row, "order", before.order, _number, 0),
    }
    label = f"{category.name} · {given['names'].get(next(iter(given['names']), ''), code)}"
    changed = tuple(name for name, value in given.items() if value != getattr(before, name))
    if known is not None and known.ended_on is None and not changed:
        return Change(row.line, label)
    given["choices"] = given["choices"] or None
    step = Step(ask_in_category, {**given, "category": category, "code": code})
    return Change(row.line, label, known is None, changed if known else (), (step,))


def _sample() -> list[dict[str, str]]:
    category = categories().values_list("code", flat=True).first() or "street-lights"
    names = {"red": gettext("Red"), "yellow": gettext("Yellow")}
    choices = "; ".join(choice_lines([[code, {"": name}] for code, name in names.items()]))
    return [
        {
            "category": category,
            "code": "pole-number",
            "names": gettext("Number on the pole"),
            "kind": "text",
            "public": "yes",
        },
        {
            "category": category,
            "code": "colour",
            "names": gettext("Colour of the light"),
            "kind": "choice",
            "choices": choices,
            "required": "yes",
        },
    ]


QUESTIONS = Table(
    "cases.import_questions",
    "questions",
    _("Questions of categories"),
    _("What people are asked when they raise a case in a category."),
    (
        SheetColumn("category", _("code or name of the category"), needed=True),
        SheetColumn("code", _("a short code that does not change"), needed=True),
        SheetColumn("names", _("the question"), needed=True, also=("name",), worded=True),
        SheetColumn("kind", _("text, choice, number or date"), needed=True),
        SheetColumn("choices", _("for a choice: red = Red; yellow = Yellow")),
        SheetColumn("required", FLAG),
        SheetColumn("public", FLAG),
        SheetColumn("order", _("lower numbers come first")),
    ),
    _plan,
    _sample,
    list_page="cases:categories",
    dataset="cases.questions",
    order=45,
)


@action(
    "cases.import_questions",
    by=Kind.OFFICE,
    power="set-categories",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import questions of categories from a file"),
    done=_("Questions of categories imported from a file"),
    told=table_imports.told,
)
def import_questions(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Ask those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, QUESTIONS, lines, file, encoding)


table_imports.register(QUESTIONS, import_questions)
