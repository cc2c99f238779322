"""A founded hall as `hall.toml`, so that another can be founded like it. Persons are left out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.queries import answer_days
from commonhall.core import clock
from commonhall.law import duties
from commonhall.law.asking.models import AskingRule
from commonhall.law.founding import charter_templates, defaults
from commonhall.law.founding.charter_checks import ASKING_NUMBERS
from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.law.instruments import grounds
from commonhall.law.instruments.models import Competence, Instrument, Majority, Provision, Rank
from commonhall.law.mandates.models import Mandate
from commonhall.law.queries import grants_of
from commonhall.pages.set_up.drafts import as_toml
from commonhall.pages.set_up.file_forms import FILE
from commonhall.pages.set_up.forms import LOGO
from commonhall.pages.set_up.planning import ROOT
from commonhall.people.bodies.models import Body, Office
from commonhall.places.models import Boundary, Ground, Unit
from commonhall.ui import hall, languages

Said = dict[str, Any]
GROUND = "ground.geojson"


def said() -> Said:
    """What the hall is now, as its file would say it."""
    settled, root = settings_of_the_hall(), _root()
    own: Said = {
        "name": dict(hall.stored().names or root.names),
        "languages": languages.codes(),
        "time_zone": hall.time_zone(),
        "currency": hall.currency(),
    }
    if settled.colour:
        own["colour"] = settled.colour
    if settled.logo:
        own["logo"] = LOGO
        if settled.logo_alt:
            own["logo_alt"] = dict(settled.logo_alt)
    articles = list(_articles())
    usual = charter_templates.read(charter_templates.STANDARD)
    unasked = defaults.left_unasked(articles, usual)
    for one in articles:
        if one["number"] in unasked:
            one["unasked"] = unasked[one["number"]]
    return {
        "hall": own,
        "letters": {
            "greeting": dict(settled.letter_greeting),
            "closing": dict(settled.letter_closing),
        },
        "pages": {code: dict(texts) for code, texts in hall.stored().pages.items()},
        "territory": _territory(root),
        "places": list(_places(root)),
        "charter": {"numbers": _numbers()},
        "bodies": list(_bodies(root)),
        "offices": list(_offices()),
        "articles": articles,
        "categories": list(_categories()),
    }


def archive() -> bytes:
    """A ZIP with hall.toml, and beside it the map and the logo where there are any."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("hall.toml", as_toml(said()))
        if logo := settings_of_the_hall().logo:
            file.writestr(LOGO, logos.bytes_of(logo))
        if Boundary.objects.exists():
            file.writestr(FILE, json.dumps(_map(), ensure_ascii=False))
        if ground := Ground.objects.order_by("-pk").first():
            file.writestr(GROUND, ground.layers)
    return out.getvalue()


def _root() -> Unit:
    root: Unit = Unit.objects.filter(parent=None).earliest("pk")
    return root


def _territory(root: Unit) -> Said:
    found: Said = {"root_kind": root.kind}
    if Boundary.objects.exists():
        found["file"] = FILE
    if ground := Ground.objects.order_by("-pk").first():
        found |= {"ground": GROUND, "thanks": ground.thanks}
    return found


def _map() -> Said:
    rows = Boundary.objects.exclude(unit__parent=None).select_related("unit").order_by("unit__path")
    features = [
        {
            "type": "Feature",
            "id": row.unit.code,
            "properties": {"name": row.unit.name},
            "geometry": json.loads(row.geometry),
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def _places(root: Unit) -> Iterable[Said]:
    """Every place with its names and parent; the map brings the boundaries."""
    for unit in Unit.objects.exclude(pk=root.pk).select_related("parent").order_by("path"):
        row: Said = {"code": unit.code, "kind": unit.kind, "name": dict(unit.names)}
        if unit.parent_id != root.pk and unit.parent is not None:
            row["parent"] = unit.parent.code
        yield row


def _charter() -> Instrument | None:
    return Instrument.objects.filter(rank=Rank.CONSTITUTION).order_by("pk").first()


def _numbers() -> Said:
    """Terms as at the founding: their length follows from the first mandates."""
    charter = _charter()
    if charter is None:
        return {}
    first = (
        Mandate.objects.filter(starts=charter.starts, ends__gt=charter.starts)
        .order_by("pk")
        .first()
    )
    return {"mandate_days": (first.ends - first.starts).days} if first and first.ends else {}


def _bodies(root: Unit) -> Iterable[Said]:
    answering = set(
        Body.objects.filter(competences__power="answer-cases").values_list("code", flat=True)
    )
    rows = Body.objects.filter(ended_on=None).exclude(kind=Body.Kind.SYSTEM)
    for body in rows.select_related("unit").order_by("pk"):
        row: Said = {"code": body.code, "kind": body.kind, "name": dict(body.names)}
        if body.unit_id != root.pk:
            row["place"] = body.unit.code
        if body.duties:
            row["duties"] = dict(body.duties)
        if body.code in answering:
            row["answers"] = True
        yield row


def _offices() -> Iterable[Said]:
    rows = Office.objects.filter(ended_on=None, body__ended_on=None).select_related("body")
    for office in rows.order_by("pk"):
        row: Said = {"code": office.code, "body": office.body.code, "name": dict(office.names)}
        if office.duties:
            row["duties"] = dict(office.duties)
        yield row


def _categories() -> Iterable[Said]:
    routes: dict[int, Said] = {}
    for route in Route.objects.select_related("unit", "body").order_by("pk"):
        code = ROOT if route.unit.parent_id is None else route.unit.code
        routes.setdefault(route.category_id, {})[code] = route.body.code
    rows = Category.objects.filter(ended_on=None, body__ended_on=None).select_related("body")
    days = answer_days(clock.today())
    for category in rows.order_by("code"):
        if category.body is None:
            continue
        row: Said = {
            "code": category.code,
            "name": dict(category.names),
            "body": category.body.code,
        }
        if category.code in days:
            row["days"] = days[category.code].days
        if category.pk in routes:
            row["routes"] = routes[category.pk]
        yield row


# --- the charter ----------------------------------------------------------------------------------
def _articles() -> Iterable[Said]:
    """The charter's articles in force, each with what it grants; a founding period is begun anew."""
    charter, today = _charter(), clock.today()
    if charter is None:
        return
    rows = list(
        Provision.objects.filter(instrument=charter)
        .prefetch_related("powers_over_power", "reviewing__body", "reviewing__reviewer", "routines")
        .order_by("pk")
    )
    grants = grants_of(row.pk for row in rows)
    for place, row in enumerate(rows, start=1):
        kind, _space, number = row.number.partition(" ")
        found: Said = {
            "number": int(number) if kind == "Article" and number.isdecimal() else 1000 + place,
            "text": dict(row.texts),
        }
        mine = {
            name: [one for one in of if one.provision_id == row.pk] for name, of in grants.items()
        }
        offices = {one.office_id for one in mine["competences"] if one.office_id}
        ended = row.ends is not None and row.ends < today
        if offices:
            found["founding_office"] = Office.objects.get(pk=offices.pop()).code
        elif ended:
            continue
        elif row.ends is not None:
            found["set_up"] = True
        _powers(found, mine)
        if together := _resolutions(mine["competences"]):
            found["resolutions"] = together
        if each := _by_each(mine["competences"]):
            found["by_each"] = each
        if suspends := [one.power for one in mine["suspensions"]]:
            found["suspends"] = suspends
        if any(one.others for one in mine["competences"]):
            found["others"] = True
        _bounds(found, row, mine["mandates"])
        yield found


def _number(row: Any) -> int:
    return int(row.pk)


URGENT = ("urgent", "urgent_days", "urgent_most")


def _resolutions(grants: list[Competence]) -> list[Said]:
    """Powers used by resolution, those with the same numbers together."""
    found: dict[tuple[Any, ...], list[str]] = {}
    alone = {one.power for one in grants if not one.together}
    for one in grants:
        if one.together:
            code = one.casting.code if one.casting else ""
            urgent = (one.urgent, one.urgent_days, one.urgent_most) if one.urgent else ()
            only = one.body.code if one.power in alone else ""
            key = (one.majority, one.quorum, one.readings, code, urgent, only)
            powers = found.setdefault(key, [])
            if one.power not in powers:
                powers.append(one.power)
    return [
        {
            "powers": powers,
            "majority": majority,
            "quorum": quorum,
            "readings": readings,
            **({"casting": casting} if casting else {}),
            **dict(zip(URGENT, urgent, strict=False)),
            **({"bodies": [only]} if only else {}),
        }
        for (majority, quorum, readings, casting, urgent, only), powers in found.items()
    ]


def _by_each(grants: list[Competence]) -> list[str]:
    """What a council's members do alone: a charter that says nothing gives it to the council as a whole."""
    alone = (
        one.power
        for one in grants
        if not one.together and not one.office_id and grounds.by_resolution(one.body, one.power)
    )
    return list(dict.fromkeys(alone))


def _asking(rules: list[AskingRule]) -> list[Said]:
    """Rules with the same numbers together, with the powers they are for."""
    found: list[Said] = []
    for rule in rules:
        names = ("matter", "ways", *ASKING_NUMBERS, "answered", "if_few")
        said = {name: getattr(rule, name) for name in names}
        said = {name: value for name, value in said.items() if value not in (None, "", 0, False)}
        if found and {**found[-1], "powers": None} == {**said, "powers": None}:
            found[-1]["powers"].append(rule.power)
        else:
            found.append({"powers": [rule.power], **said})
    return found


def _bounds(found: Said, row: Provision, mandates: list[Any]) -> None:
    """How an article is changed, and what it says about power over power and caretakers."""
    if row.entrenched:
        found["entrenched"] = True
    if row.majority != Majority.SIMPLE:
        found["majority"] = row.majority
    granted = {
        *(one for powers in found.get("powers", {}).values() for one in powers),
        *found.get("rights", {}),
        *(["give-mandates"] if mandates else []),
    }
    if more := [one for one in row.speaks_of if one not in granted]:
        found["speaks_of"] = more
    over: dict[str, list[str]] = {}
    for one in sorted(row.powers_over_power.all(), key=_number):
        over.setdefault(one.kind, []).append(one.power)
    reviews: dict[str, list[str]] = {}
    for who in sorted(row.reviewing.all(), key=_number):
        reviews.setdefault(who.reviewer.code, []).append(who.body.code)
    routines = sorted(row.routines.all(), key=_number)
    limited = [one for one in routines if one.days is not None]
    for key, value in (
        ("over_power", over),
        ("reviews", reviews),
        ("caretakers", [one.power for one in limited]),
        ("until_somebody_follows", [one.power for one in routines if one.days is None]),
    ):
        if value:
            found[key] = value
    if limited:
        found["caretaker_days"] = limited[0].days


def _ceilings(grants: list[Competence]) -> Said:
    """Up to which amount the article's powers reach: all alike, or some of them by a ceiling of their own."""
    ceilings = {one.power: one.most for one in grants if one.most is not None}
    if not ceilings:
        return {}
    if len({one.most for one in grants}) == 1:
        return {"most": next(iter(ceilings.values()))}
    return {"ceilings": ceilings}


def _powers(found: Said, mine: Mapping[str, list[Any]]) -> None:
    powers: dict[str, list[str]] = {}
    for one in mine["competences"]:
        powers.setdefault(one.body.code, []).append(one.power)
    found |= _ceilings(mine["competences"])
    rights: dict[str, list[str]] = {}
    for one in mine["rights"]:
        rights.setdefault(one.right, []).append(one.holder)
    if powers:
        found["powers"] = powers
    if rights:
        found["rights"] = rights
    if any(one.duty != "hold-mandate" for one in mine["deadlines"]):
        found["deadlines"] = {
            f"{one.duty}.{one.matter}" if one.matter else one.duty: one.days
            for one in mine["deadlines"]
            if one.duty != "hold-mandate" and (not one.matter or one.duty in duties.CHARTERED)
        }
    if mine["thresholds"]:
        found["thresholds"] = [
            {"matter": one.matter, "per_cent": one.per_cent, "least": one.least}
            for one in mine["thresholds"]
        ]
    if mine["asking_rules"]:
        found["asking"] = _asking(mine["asking_rules"])
    if mine["mandates"]:
        found["gives_mandates"] = True
