"""What may be done with categories of cases: set one or a ready-made list, say which body answers it where, end it."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Names, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.packs import PACKS
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units


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
) -> Category:
    """Make a category, or change its names and the body that usually answers."""
    if not code.replace("-", "").isalnum() or not code.isascii() or code != code.lower():
        raise BadInput("code", _("Use small letters, digits and hyphens only."))
    category = Category.objects.filter(code=code).first() or Category(code=code)
    category.names, category.body = names, body
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
            made.append(ctx.save(Category(code=one["code"], names=names, body=answering)))
    if not made:
        raise BadInput("pack", _("You already have every category on this list."))
    ctx.note(pack=pack, categories=[one.code for one in made])
    ctx.subject = made[0].ref


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
