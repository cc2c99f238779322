"""Assets from a file: new ones are entered, others changed; all or none."""

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
from commonhall.core.sheet_cells import Things
from commonhall.core.sheets import SheetColumn, SheetRow
from commonhall.delivery.assets import law
from commonhall.delivery.assets.actions import change_asset, enter_asset
from commonhall.delivery.assets.models import Asset
from commonhall.places.queries import units


def _degrees(most: int) -> Any:
    def read(text: str) -> Decimal:
        try:
            found = Decimal(text.replace(",", "."))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) > most:
            raise ValueError(gettext("Enter degrees such as 51.1079."))
        return found.quantize(Decimal("0.000001"))

    return read


def _plan(rows: list[SheetRow]) -> list[Change]:
    places = Things(units(), gettext("place"))
    there = {one.code: one for one in Asset.objects.select_related("unit")}
    first: dict[Any, int] = {}
    planned = []
    for row in rows:
        code = row.get("code")
        if not code or len(code) > 40:
            row.fault("code", gettext("Enter the number of the asset, up to 40 characters."))
        elif cells.once(row, "code", code, first):
            planned.append(_change(row, code, there.get(code), places))
    return planned


def _change(row: SheetRow, code: str, known: Asset | None, places: Things[Any]) -> Change:
    before = known or Asset()
    point = _point(row)
    given: dict[str, Any] = {
        "names": cells.words(row, "names", before.names, 120, gettext("Enter a name.")),
        "texts": cells.words(row, "texts", before.texts, 4000),
    }
    kind = cells.choice(row, "kind", before.kind, Asset.Kind.choices)
    unit = places.find(row, "place") if "place" in row or known is None else None
    label = f"{code} {next(iter(given['names'].values()), '')}"
    if known is None:
        values = {**given, "code": code, "kind": kind, "unit": unit, "point": point}
        return Change(
            row.line, label, True, steps=(Step(enter_asset, values, columns={"unit": "place"}),)
        )
    if known.retired_on is not None:
        return Change(row.line, label)
    if kind != known.kind:
        row.fault("kind", gettext("The asset is there already, and its kind stays."))
    if unit is not None and unit.pk != known.unit_id:
        row.fault("place", gettext("The asset is there already, and its place stays."))
    changed = [name for name, value in given.items() if value != getattr(known, name)]
    if point is not None and point != (known.latitude, known.longitude):
        changed.append("latitude")
    steps = (Step(change_asset, {**given, "point": point}, known),) if changed else ()
    return Change(row.line, label, changed=tuple(changed), steps=steps)


def _point(row: SheetRow) -> tuple[Decimal, Decimal] | None:
    latitude = cells.checked(row, "latitude", None, _degrees(90), None)
    longitude = cells.checked(row, "longitude", None, _degrees(180), None)
    if (row.get("latitude") == "") != (row.get("longitude") == ""):
        row.fault("latitude", gettext("Enter both latitude and longitude, or neither."))
    return (latitude, longitude) if latitude is not None and longitude is not None else None


def _sample() -> list[dict[str, str]]:
    place = units().values_list("code", flat=True)[0]
    return [
        {
            "code": "P-1",
            "names": gettext("Pitch behind the school"),
            "kind": "pitch",
            "place": place,
            "texts": gettext("Grass, two goals, no lights."),
        },
        {
            "code": "R-7",
            "names": gettext("Room on the first floor"),
            "kind": "room",
            "place": place,
        },
    ]


ASSETS = Table(
    "delivery.import_assets",
    "assets",
    _("Register of assets"),
    _("Land, buildings, rooms, pitches and vehicles that the public owns."),
    (
        SheetColumn("code", _("its number in your inventory"), needed=True),
        SheetColumn("names", _("its name"), needed=True, also=("name",), worded=True),
        SheetColumn("kind", _("land, building, room, pitch, vehicle or other"), needed=True),
        SheetColumn("place", _("code or name of the place"), also=("unit",)),
        SheetColumn("texts", _("what it is, and what it is used for"), worded=True),
        SheetColumn("latitude", _("degrees north, such as 51.1079")),
        SheetColumn("longitude", _("degrees east, such as 17.0385")),
        *(
            SheetColumn(name, passed_over=True)
            for name in (
                "id",
                "body",
                "open_to",
                "opens",
                "closes",
                "price",
                "currency",
                "retired_on",
            )
        ),
    ),
    _plan,
    _sample,
    list_page="delivery:assets",
    dataset="delivery.assets",
    order=75,
)


@action(
    "delivery.import_assets",
    by=Kind.OFFICE,
    power=law.KEEP,
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Import assets from a file"),
    done=_("Assets imported from a file"),
    told=table_imports.told,
)
def import_assets(
    ctx: Context,
    file: Annotated[Any, FILE] = None,
    lines: Annotated[str, LINES] = "",
    encoding: Annotated[str, ENCODING] = "",
) -> Brought:
    """Enter those that are new, change the others, all or none. The same file again changes nothing."""
    return table_imports.carry_out(ctx, ASSETS, lines, file, encoding)


table_imports.register(ASSETS, import_assets)
