"""Lines of a budget book from a file: new ones are added, others changed, while the book is a draft; all or none."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, table_imports
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.table_imports import ENCODING, FILE, LINES, Brought, Change, Step, Table
from commonhall.actions.undoing import put_back
from commonhall.core import sheet_cells as cells
from commonhall.core.money import Money
from commonhall.core.refusals import BadInput
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.delivery.budget_book import cofog, law
from commonhall.delivery.budget_book.actions import (
    add_budget_line,
    change_budget_line,
    check_function,
)
from commonhall.delivery.budget_book.models import BudgetBook, BudgetLine
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.queries import units

# What else than its amount a line has → its column.
COLUMNS = {"names": "names", "function": "function", "unit": "place", "carrier": "body"}


def _drafts() -> dict[str, BudgetBook]:
    """Books that can be changed, by their numbers."""
    rows = BudgetBook.objects.filter(state=BudgetBook.State.DRAFT, ended_on=None)
    return {str(one.pk): one for one in rows.order_by("pk")}


def _book(row: SheetRow, drafts: dict[str, BudgetBook]) -> BudgetBook | None:
    """The book of a line: by its number, or the only draft there is."""
    said = row.get("budget")
    if not said and len(drafts) == 1:
        return next(iter(drafts.values()))
    found = drafts.get(said)
    if found is None:
        known = ", ".join(f"{number} ({one.name})" for number, one in drafts.items()) or cells.EMPTY
        row.fault(
            "budget",
            gettext("Enter the number of a budget book that is a draft: %(known)s.")
            % {"known": known},
        )
    return found


def _money(currency: str) -> Any:
    """Reads main units of a currency into minor ones: 1250.50, 1 250,50."""

    def read(text: str) -> int:
        said = text.replace(" ", "").replace(" ", "").replace(" ", "").replace(",", ".")
        try:
            minor = Money.of(Decimal(said), currency).minor
        except (InvalidOperation, ValueError, OverflowError):
            raise ValueError(
                gettext("Enter an amount such as 1250.50, without a currency.")
            ) from None
        if not 0 <= minor < 10**15:
            raise ValueError(gettext("Enter an amount of zero or more."))
        return minor

    return read


def _function(text: str) -> str:
    """A code, also where a spreadsheet took its first zero away: 4.5 is 04.5."""
    code = f"0{text}" if text[:1].isdigit() and not text[1:2].isdigit() else text.upper()
    if code not in cofog.CODES:
        raise ValueError(
            gettext("Use a COFOG code such as 04 or 04.5, or a source of income such as R113.")
        )
    return code


def _plan(rows: list[SheetRow]) -> list[Change]:
    drafts = _drafts()
    places, bodies = Things(units(), gettext("place")), Things(active_bodies(), gettext("body"))
    there = {
        (one.book_id, one.code): one
        for one in BudgetLine.objects.filter(
            book__in=[book.pk for book in drafts.values()], dropped=False
        ).select_related("book", "unit", "carrier")
    }
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        book, code = _book(row, drafts), row.get("code")
        if not code or len(code) > 40:
            row.fault("code", gettext("Enter the number of the line, up to 40 characters."))
            continue
        if book is not None and cells.once(row, "code", (book.pk, code), first):
            known = there.get((book.pk, code))
            planned.append(_change(row, book, known, places, bodies))
    return planned


def _change(
    row: SheetRow,
    book: BudgetBook,
    known: BudgetLine | None,
    places: Things[Any],
    bodies: Things[Any],
) -> Change:
    before = known or BudgetLine(book=book)
    kind = cells.choice(row, "kind", before.kind, BudgetLine.Kind.choices)
    if known is not None and kind != known.kind:
        row.fault("kind", gettext("The line is there already, and its kind stays."))
    given: dict[str, Any] = {
        "names": cells.words(row, "names", before.names, 120, gettext("Enter a name.")),
        "function": cells.checked(row, "function", before.function, _function, ""),
        "unit": places.find(row, "place") if "place" in row else _held(row, known, "unit"),
        "carrier": bodies.find(row, "body") if "body" in row else _held(row, known, "carrier"),
        "amount": cells.checked(
            row, "amount", before.amount if known else 0, _money(book.currency), 0
        ),
    }
    _check_meaning(row, kind, known, given)
    label = f"{row.get('code')} {next(iter(given['names'].values()), '')}"
    if known is None:
        values = {**given, "code": row.get("code"), "kind": kind}
        step = Step(add_budget_line, values, book, COLUMNS)
        return Change(row.line, label, True, steps=(step,))
    changed = tuple(name for name, value in given.items() if value != getattr(known, name))
    steps = (Step(change_budget_line, given, known, COLUMNS),) if changed else ()
    return Change(row.line, label, changed=changed, steps=steps)


def _check_meaning(
    row: SheetRow, kind: str, known: BudgetLine | None, given: dict[str, Any]
) -> None:
    """Faults that the line's values have together."""
    try:
        if kind and given["function"]:
            check_function(kind, given["function"])
    except BadInput as error:
        row.fault("function", str(error.message))
    if known is not None and known.counts:
        for name, column in COLUMNS.items():
            if given[name] != getattr(known, name):
                row.fault(column, gettext("This line is in force: only its amount can be amended."))


def _held(row: SheetRow, known: BudgetLine | None, name: str) -> Any:
    """What the line has now; a fault where it is new and the file has no such column."""
    if known is None:
        row.fault(COLUMNS[name], gettext("This must not be blank."))
        return None
    return getattr(known, name)


def _sample() -> list[dict[str, str]]:
    place = units().values_list("code", flat=True)[0]
    body = active_bodies().values_list("code", flat=True)[0]
    number = next(iter(_drafts()), "")
    return [
        {
            "budget": number,
            "code": "600-4270",
            "names": gettext("Repair of streets"),
            "kind": "expense",
            "function": "04.5",
            "place": place,
            "body": body,
            "amount": "125000.00",
        },
        {
            "budget": number,
            "code": "756-0310",
            "names": gettext("Tax on property"),
            "kind": "income",
            "function": "R113",
            "place": place,
            "body": body,
            "amount": "410000.00",
        },
    ]


BUDGET_LINES = Table(
    "delivery.import_budget_lines",
    "budget_lines",
    _("Lines of a budget book"),
    _("Income and expenses, line by line, for a budget book that is a draft."),
    (
        SheetColumn("budget", _("number of the budget book; blank if there is only one draft")),
        SheetColumn("code", _("number of the line, as in your accounts"), needed=True),
        SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True),
        SheetColumn("kind", _("expense or income"), needed=True),
        SheetColumn(
            "function", _("COFOG code of an expense, or source of income: 04.5, R113"), needed=True
        ),
        SheetColumn("place", _("code or name of the place"), also=("unit",)),
        SheetColumn("body", _("code or name of the body that spends or collects it")),
        SheetColumn("amount", _("amount in main units, without a currency: 1250.50"), needed=True),
        *(
            SheetColumn(name, passed_over=True)
            for name in (
                "id",
                "currency",
                "division",
                "planned",
                "voted",
                "committed",
                "done",
                "left",
            )
        ),
    ),
    _plan,
    _sample,
    list_page="delivery:budget_books",
    dataset="delivery.budget_lines",
    order=70,
)


@action(
    "delivery.import_budget_lines",
    by=Kind.OFFICE,
    power=law.WRITE,
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import lines of a budget book from a file"),
    done=_("Lines of a budget book imported from a file"),
    told=table_imports.told,
)
def import_budget_lines(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Add those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, BUDGET_LINES, lines, file, encoding)


table_imports.register(BUDGET_LINES, import_budget_lines)
