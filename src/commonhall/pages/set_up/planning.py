"""From a hall's file to what its founding writes. Everything is checked here, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import shapely

from commonhall.cases.categories.founding import FirstCategories, FirstCategory
from commonhall.cases.categories.packs import PACKS
from commonhall.core import clock
from commonhall.core.content import Content, ContentError
from commonhall.core.imports import Invalid, read_text
from commonhall.law.founding import charter_templates
from commonhall.law.founding.charter import FirstBody, FirstOffice, Plan
from commonhall.pages.set_up import first_settings
from commonhall.pages.set_up.charter_file import KINDS, charter_of
from commonhall.pages.set_up.hall_file import HallFile, address
from commonhall.people.residents.founding import FirstRoll, Hashed
from commonhall.places import ground_files
from commonhall.places.actions import UnitRow
from commonhall.places.founding import FirstGround
from commonhall.places.ground_files import Layers
from commonhall.places.importers import boundaries

ROOT = "root"
# The roll among a draft's files: pairs of keyed hash and place. It never stands in hall.toml.
ROLL = "roll"


def plan(file: HallFile) -> Plan:
    """What founding by this file today writes, where the file names no other day. Raises ContentError naming the place at fault."""
    with file.in_its_ways():
        charter = charter_of(file)
        units = _units(file)
        places = {one.code for one in units}
        bodies, offices = _bodies(file, charter, places), _offices(file, charter)
        known = {one["code"] for one in charter.data["bodies"]} | {one.code for one in bodies}
        for office in offices:
            if office.body not in known:
                raise ContentError(f"[[offices]] {office.code}: there is no body {office.body}")
        made = charter_templates.plan(
            charter,
            file.names,
            file.starts or clock.today(),
            bodies=bodies,
            offices=offices,
            units=units,
            emails=_holders(file),
        )
        _not_both_sides(made)
        categories = _categories(file, known, places)
        _has_days(charter, categories)
        ground, thanks = _ground(file), str(file.table("territory").get("thanks", ""))[:200]
        return replace(
            made,
            settings=first_settings.of(file),
            pages={
                code: file.texts(f"[pages] {code}", text)
                for code, text in file.table("pages").items()
            },
            further=(
                *((FirstCategories(categories),) if categories else ()),
                *((FirstRoll(_roll(file, places)),) if ROLL in file.files else ()),
                *((FirstGround(ground, thanks),) if ground else ()),
            ),
        )


def _roll(file: HallFile, places: set[str]) -> list[Hashed]:
    """Lines that were handed in; those of a place that was taken out since belong to the whole."""
    lines = json.loads(file.files[ROLL])
    return [(key, code if code in places else ROOT) for key, code in lines]


# --- bodies and offices ---------------------------------------------------------------------------
def _bodies(file: HallFile, charter: Content, places: set[str]) -> list[FirstBody]:
    """The place's bodies beside the charter's."""
    own = {one["code"] for one in charter.data["bodies"]}
    found = []
    for row in file.rows("bodies"):
        place = f"[[bodies]] {row['code']}"
        if row["code"] in own:
            continue
        _code(place, row["code"], 40)
        if row.get("kind") not in KINDS:
            raise ContentError(f"{place}: kind: expected one of {', '.join(KINDS)}")
        names = file.texts(f"{place}: name", row.get("name"))
        if not names:
            raise ContentError(f"{place}: name is missing")
        if row.get("place", "") not in {"", *places}:
            raise ContentError(f"{place}: there is no place {row['place']}")
        duties = file.texts(f"{place}: duties", row.get("duties"))
        found.append(FirstBody(row["code"], names, row["kind"], row.get("place", ""), duties))
    return found


def _offices(file: HallFile, charter: Content) -> list[FirstOffice]:
    own = {one["code"] for one in charter.data["offices"]}
    found = []
    for row in file.rows("offices"):
        place = f"[[offices]] {row['code']}"
        if row["code"] in own:
            continue
        _code(place, row["code"], 60)
        names = file.texts(f"{place}: name", row.get("name"))
        if not names or not row.get("body"):
            raise ContentError(f"{place}: {'name' if not names else 'body'} is missing")
        email = address(f"{place}: holder", row["holder"]) if row.get("holder") else ""
        duties = file.texts(f"{place}: duties", row.get("duties"))
        found.append(FirstOffice(row["body"], row["code"], names, duties, email=email))
    return found


def _holders(file: HallFile) -> dict[str, str]:
    return {
        row["code"]: address(f"[[offices]] {row['code']}: holder", row["holder"])
        for row in file.rows("offices")
        if row.get("holder")
    }


def _not_both_sides(made: Plan) -> None:
    """Nobody is invited to a body and to the one that reviews it: the second letter could not be accepted."""
    invited: dict[str, list[FirstOffice]] = {}
    for one in made.offices:
        if one.email:
            invited.setdefault(one.body, []).append(one)
    for body, reviewer in (pair for grant in made.grants for pair in grant.reviews):
        for first in invited.get(body, ()):
            for second in invited.get(reviewer, ()):
                if body != reviewer and first.email.lower() == second.email.lower():
                    raise ContentError(
                        f"[[offices]] {first.code}: holder, and [[offices]] {second.code}: holder: {first.email} "
                        f"stands in both, but {reviewer} reviews {body}: nobody sits in both, so name two people"
                    )


def _code(place: str, code: str, most: int) -> None:
    fits = code.replace("-", "").isalnum() and code.isascii() and code == code.lower()
    if not fits or len(code) > most:
        raise ContentError(
            f"{place}: code: use small letters, digits and hyphens only, at most {most}"
        )


# --- places ---------------------------------------------------------------------------------------
def places_of(file: HallFile) -> list[str]:
    """Codes of the places that the file makes, the whole first. Raises ContentError."""
    return [one.code for one in _units(file)]


def _units(file: HallFile) -> list[UnitRow]:
    """The whole place first, then its parts, parents before children."""
    said = file.table("territory")
    root = UnitRow(ROOT, str(said.get("root_kind", "municipality")), file.names)
    rows = _from_file(file, said) if said.get("file") else []
    if rows:
        shapes = [row.geometry for row in rows if row.geometry is not None]
        whole = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
        root = UnitRow(root.code, root.kind, root.names, "", whole)
    listed = {row["code"]: row for row in file.rows("places")}
    made: dict[str, UnitRow] = {root.code: root, **{row.code: row for row in rows}}
    for row in listed.values():
        _place(file, row, listed, made, set())
    return list(made.values())


def _place(
    file: HallFile,
    row: Mapping[str, Any],
    listed: Mapping[str, Mapping[str, Any]],
    made: dict[str, UnitRow],
    above: set[str],
) -> None:
    code, place = row["code"], f"[[places]] {row['code']}"
    parent = row.get("parent", ROOT)
    if code in above:
        raise ContentError(f"{place}: parent: it would lie within itself")
    if parent not in made:
        if parent not in listed:
            raise ContentError(f"{place}: parent: there is no place {parent}")
        _place(file, listed[parent], listed, made, {*above, code})
    names = file.texts(f"{place}: name", row.get("name"))
    before = made.get(code)
    if not names and before is None:
        raise ContentError(f"{place}: name is missing")
    kind = str(row.get("kind", before.kind if before else "district"))
    shape = before.geometry if before else None
    made[code] = UnitRow(code, kind, names or (before.names if before else {}), parent, shape)


def _from_file(file: HallFile, said: Mapping[str, Any]) -> list[UnitRow]:
    name = str(said["file"])
    try:
        if name in file.files:
            features = boundaries.read_features(file.files[name], str(said.get("code", "")))
        else:
            features = boundaries.read(file.folder / name, str(said.get("code", "")))
        digits, names = boundaries.known_parents(features)
        rows = boundaries.unit_rows(
            features,
            root=ROOT,
            parent_digits=digits,
            parent_names=names,
            kind=str(said.get("kind", "district")),
            name_property=str(said.get("name", "")),
        )
    except Invalid as error:
        first = error.problems[0]
        raise ContentError(
            f"[territory] file {name}: {first.field} {first.line}: {first.message}"
        ) from error
    except (OSError, json.JSONDecodeError) as error:
        raise ContentError(f"[territory] file {name}: {error}") from error
    own = file.languages[0]
    return [
        UnitRow(
            row.code,
            row.kind,
            {own: row.names.get(own) or next(iter(row.names.values()))},
            row.parent,
            row.geometry,
        )
        for row in rows
    ]


def _ground(file: HallFile) -> Layers | None:
    """The base map beside the file, where it names one."""
    name = str(file.table("territory").get("ground", ""))
    if not name:
        return None
    place = f"[territory] ground {name}"
    try:
        text = file.files[name] if name in file.files else read_text(file.folder / name)
        return ground_files.read(text)
    except Invalid as error:
        first = error.problems[0]
        raise ContentError(f"{place}: {first.field} {first.line}: {first.message}") from error
    except OSError as error:
        raise ContentError(f"{place}: {error}") from error


# --- categories -----------------------------------------------------------------------------------
def _has_days(charter: Content, found: list[FirstCategory]) -> None:
    """Days of a category stand beside those for all: the charter must set them."""
    general = any("answer-cases" in one.get("deadlines", {}) for one in charter.data["articles"])
    for one in found:
        if one.days is not None and not general:
            raise ContentError(
                f"[[categories]] {one.code}: days: no article of the charter sets the days of answer-cases"
            )


def _categories(file: HallFile, bodies: set[str], places: set[str]) -> list[FirstCategory]:
    """The file's own, then those of the pack that are not among them."""
    found = {row["code"]: _category(file, row, bodies, places) for row in file.rows("categories")}
    said = file.table("category_pack")
    if not said:
        return list(found.values())
    if said.get("pack") not in PACKS.folders:
        raise ContentError(f"[category_pack] pack: expected one of {', '.join(PACKS)}")
    usual = said.get("body", "")
    if usual not in bodies:
        raise ContentError(f"[category_pack] body: there is no body {usual}")
    pack = PACKS[said["pack"]]
    for one in pack.data["categories"]:
        named = one.get("body", "")
        body = named if named in bodies else usual
        names = pack.needed("categories", one["code"])
        first = FirstCategory(one["code"], names, body, days=one.get("days"))
        found.setdefault(one["code"], first)
    return list(found.values())


def _category(
    file: HallFile, row: Mapping[str, Any], bodies: set[str], places: set[str]
) -> FirstCategory:
    place = f"[[categories]] {row['code']}"
    _code(place, row["code"], 40)
    names = file.texts(f"{place}: name", row.get("name"))
    if not names:
        raise ContentError(f"{place}: name is missing")
    routes = row.get("routes", {})
    if not isinstance(routes, Mapping):
        raise ContentError(f"{place}: routes: write a table of place and body")
    for unit in routes:
        if unit not in places:
            raise ContentError(f"{place}: routes: there is no place {unit}")
    for body in [row.get("body", ""), *routes.values()]:
        if body not in bodies:
            raise ContentError(f"{place}: there is no body {body or 'named'}")
    days = row.get("days")
    if days is not None and not 1 <= days <= 3650:
        raise ContentError(f"{place}: days: expected a number of days from 1 to 3650")
    return FirstCategory(row["code"], names, row["body"], routes, days)
