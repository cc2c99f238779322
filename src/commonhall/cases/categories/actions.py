"""What may be done with categories of cases: set one or a ready-made list, say which body answers it where, end it."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Names, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category, Question, Route
from commonhall.cases.categories.packs import PACKS
from commonhall.core.content import Content
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import COMPETENCES
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units

EVERYBODY, BODY = "everybody", "body"
READ_BY = [
    (EVERYBODY, _("everybody")),
    (BODY, _("only the body, its reviewer and the person who raised it: confidential")),
]
# What a body must hold to be given confidential cases.
READS = "read-confidential-cases"


def _in_use(_actor: Actor, category: Category) -> None:
    if category.ended_on is not None:
        raise Refused("state", "wrong-state", _("This category has already ended."))


@action(
    "cases.end_category",
    by=Kind.OFFICE,
    power="set-categories",
    any_body=exemptions.CATEGORIES,
    undo=put_back,
    title=_("End the category"),
    done=_("Category of cases ended"),
    allows=_in_use,
)
def end_category(ctx: Context, category: Category) -> Category:
    """Nobody can raise a case in it from now on; cases that were raised stay as they are."""
    category.ended_on = ctx.today
    return ctx.save(category)


@action(
    "cases.set_category",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-categories",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set a category of cases"),
    done=_("Category of cases set"),
    lapses=end_category,
)
def set_category(
    ctx: Context,
    code: Annotated[
        str,
        Words(
            _("Short code"),
            _("Used in addresses and open data, for example: street-lights."),
            most=40,
            empty=_("Enter a short code for the category."),
        ),
    ],
    names: Annotated[
        dict[str, str], Names(_("Name"), most=80, empty=_("Enter a name for the category."))
    ],
    body: Annotated[Body, Pick(_("The body that usually answers"), rows=active_bodies, key="code")],
    raised_by: Annotated[
        str,
        Choice(
            _("Who may raise it"),
            choices=Category.RaisedBy.choices,
            unsaid=_("as it is now; everybody in a new category"),
        ),
    ] = "",
    read_by: Annotated[
        str,
        Choice(
            _("Who may read it"),
            _(
                "A confidential case is counted, but its text, photos, place and author are not shown."
            ),
            choices=READ_BY,
            unsaid=_("as it is now; everybody in a new category"),
        ),
    ] = "",
) -> Category:
    """Make a category, or change its names, the body that usually answers, and who raises and reads its cases."""
    if not code.replace("-", "").isalnum() or not code.isascii() or code != code.lower():
        raise BadInput("code", _("Use small letters, digits and hyphens only."))
    category = Category.objects.filter(code=code).first() or Category(code=code)
    category.names, category.body = names, body
    category.raised_by = raised_by or category.raised_by
    if read_by:
        category.confidential = read_by == BODY
    if category.confidential and not COMPETENCES.rows(body=body.pk, power=READS, day=ctx.today):
        raise BadInput("body", _("This body may not read confidential cases. Choose one that may."))
    category.ended_on = None
    return ctx.save(category)


@action(
    "cases.set_category_pack",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-categories",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Adopt a ready-made list of categories"),
    done=_("List of categories adopted"),
)
def set_category_pack(
    ctx: Context,
    pack: Annotated[
        str,
        Choice(_("Which list"), choices=PACKS.choices(), empty=_("Choose one of the lists.")),
    ],
    body: Annotated[
        Body,
        Pick(
            _("The body that answers"),
            _("If the list names a body that exists here, its categories go to that body instead."),
            rows=active_bodies,
            key="code",
        ),
    ],
) -> None:
    """Make every category of the list that is not there yet. What is there stays as it is."""
    found = PACKS[pack]
    there = set(Category.objects.values_list("code", flat=True))
    bodies = {one.code: one for one in active_bodies()}
    made = []
    for one in found.data["categories"]:
        if one["code"] not in there:
            names = found.needed("categories", one["code"])
            answering = bodies.get(one.get("body", ""), body)
            category = Category(code=one["code"], names=names, body=answering)
            category.raised_by = one.get("raised_by", category.raised_by)
            category.confidential = one.get("confidential", False) and bool(
                COMPETENCES.rows(body=answering.pk, power=READS, day=ctx.today)
            )
            made.append(ctx.save(category))
            for number, asked in enumerate(one.get("questions", ())):
                ctx.save(_question(found, category, asked, number))
    if not made:
        raise BadInput("pack", _("You already have every category on this list."))
    ctx.note(pack=pack, categories=[one.code for one in made])
    ctx.subject = made[0].ref


def _question(pack: Content, category: Category, asked: dict[str, Any], number: int) -> Question:
    """A question of a ready-made list, with its words."""
    key = f"{category.code}.{asked['code']}"
    return Question(
        category=category,
        code=asked["code"],
        names=pack.needed("questions", key),
        kind=asked["kind"],
        choices=[[one, pack.needed("choices", f"{key}.{one}")] for one in asked.get("choices", ())],
        required=asked.get("required", False),
        public=asked.get("public", False),
        order=number,
    )


@action(
    "cases.route_category",
    by=Kind.OFFICE,
    power="set-categories",
    any_body=exemptions.CATEGORIES,
    undo=put_back,
    title=_("Set who answers it in a place"),
    done=_("Answering body for a place set"),
    allows=_in_use,
)
def route_category(
    ctx: Context,
    category: Category,
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    body: Annotated[Body, Pick(_("The body that answers there"), rows=active_bodies, key="code")],
) -> Route:
    """In this place and below it, another body than usual answers. The smallest place decides."""
    route = Route.objects.filter(category=category, unit=unit).first() or Route(
        category=category, unit=unit
    )
    route.body = body
    ctx.note(category=category.code, unit=unit.code, body=body.code)
    return ctx.save(route)
