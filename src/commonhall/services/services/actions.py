"""What may be done with services: put one in the catalogue, promise a standard, end it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Choice,
    ChoiceMany,
    Either,
    Lines,
    Names,
    Pick,
    Quantity,
    Ref,
    Slug,
)
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import categories
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.law.whose import check_own
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services import search
from commonhall.services.services.entitlement import Rule, parse
from commonhall.services.services.models import LifeEvent, Service, Standard
from commonhall.services.services.queries import provisions

BASIS = Pick(_("Provision"), rows=provisions)
MEASURE = Choice(
    _("Indicators"),
    choices=[(one.code, one.label) for one in MEASURES.values() if one.chosen],
)
MATTER = Ref(
    _("Which matter it is about"),
    _("What residents were asked about, where the goal was set with them."),
)
THRESHOLD = Quantity(_("Value"), digits=12, decimals=2)
AT_LEAST = Either(
    _("Is the value a minimum or a maximum?"),
    yes=_("at least this value"),
    no=_("at most this value"),
)


def still_there(_actor: Actor, thing: Service | Standard | MinimumStandard) -> None:
    if thing.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))


def unit_of(service: Service) -> int:
    return service.unit_id


@action(
    "services.set_service",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Add a service to the catalogue"),
    done=_("Service added to the catalogue"),
)
def set_service(
    ctx: Context,
    code: Annotated[
        str,
        Slug(
            _("Short code"),
            _(
                "Used in addresses and open data. If the code already exists, you change that service."
            ),
            most=60,
            empty=_("Enter a short code."),
        ),
    ],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the service."))],
    body: Annotated[Body, Pick(_("Provided by"), rows=active_bodies, key="code")],
    unit: Annotated[Unit, Pick(_("Where"), rows=units, key="code", place=True)],
    texts: Annotated[
        dict[str, str] | None, Names(_("What people get"), most=8000, long=True)
    ] = None,
    channels: Annotated[
        dict[str, str] | None, Names(_("How to get it"), most=1000, long=True)
    ] = None,
    cost: Annotated[dict[str, str] | None, Names(_("What it costs"), most=300)] = None,
    contact: Annotated[
        dict[str, str] | None,
        Names(_("Contact"), _("Telephone, hours and address."), most=600, long=True),
    ] = None,
    life_events: Annotated[
        Sequence[str], ChoiceMany(_("When people need it"), choices=LifeEvent.choices)
    ] = (),
    rules: Annotated[
        Sequence[Rule],
        Lines(
            _("Who is entitled"),
            _(
                "One rule per line, and all must be met: age >= 65 | How old are you? Write the question once per language, with | between. A line that begins with “or” is another way to meet the one above. Days, amounts and provisions: born <= 18 years, income <= 900 per person, age >= 65 [Article 21]."
            ),
            read=parse,
            most=4000,
        ),
    ] = (),
    category: Annotated[
        Category | None, Pick(_("Category of cases about it"), rows=categories, key="code")
    ] = None,
    basis: Annotated[Provision | None, BASIS] = None,
) -> Service:
    """Make a service, or change what is said of it; earlier versions stay on the record."""
    known: Service | None = Service.objects.filter(code=code).first()
    check_own(ctx, body.pk, known.body_id if known else body.pk)
    service = known or Service(code=code)
    service.names, service.texts, service.body, service.unit = names, texts or {}, body, unit
    service.channels, service.cost, service.rules = channels or {}, cost or {}, list(rules)
    service.contact, service.life_events = contact or {}, list(life_events)
    service.category, service.basis, service.ended_on = category, basis, None
    ctx.save(service)
    search.index_service(service)
    ctx.subject = service.ref
    ctx.note(service=service.code, body=body.code)
    return service


@action(
    "services.end_service",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("End a service"),
    done=_("Service ended"),
    place=unit_of,
    allows=still_there,
)
def end_service(ctx: Context, service: Service) -> Service:
    """The service is offered no longer from today."""
    service.ended_on = ctx.today
    return ctx.save(service)


def check_number(name: str, value: Decimal) -> None:
    """Raise `BadInput` at the field unless a value is a number that can be kept."""
    if not value.is_finite() or abs(value) >= 10**9:
        raise BadInput(name, _("Enter a number."))


@action(
    "services.set_standard",
    by=Kind.OFFICE,
    power="set-services",
    undo=put_back,
    title=_("Promise a standard"),
    done=_("Standard of a service promised"),
    place=unit_of,
    allows=still_there,
)
def set_standard(
    ctx: Context,
    service: Service,
    names: Annotated[
        dict[str, str], Names(_("What is promised"), empty=_("Enter what is promised."))
    ],
    measure: Annotated[str, MEASURE],
    threshold: Annotated[Decimal, THRESHOLD],
    at_least: Annotated[bool, AT_LEAST],
    matter: Annotated[str, MATTER] = "",
) -> Standard:
    """Promise in public what the service will reach; it is measured in public, too."""
    check_number("threshold", threshold)
    made = ctx.save(
        Standard(
            service=service, names=names, measure=measure, threshold=threshold, at_least=at_least
        )
    )
    if matter:
        ctx.link(matter, made, "considered")
    return made
