"""What may be done with services and floors: set, promise, measure, alarm, end."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.cases.categories.models import Category
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services import entitlement, search
from commonhall.services.services.models import Service, Standard


@action(
    "services.set_service",
    by=Kind.OFFICE,
    power="set-services",
    title=_("Put a service in the catalogue"),
    done=_("Service set in the catalogue"),
    place=lambda unit, **_arguments: unit.pk,
)
def set_service(
    ctx: Context,
    code: str,
    names: dict[str, str],
    texts: dict[str, str],
    body: Body,
    unit: Unit,
    channels: dict[str, str] | None = None,
    cost: dict[str, str] | None = None,
    rules: str = "",
    category: Category | None = None,
    basis: Provision | None = None,
) -> Service:
    """Make a service, or change what is said of it; earlier versions stay on the record."""
    if not code.strip():
        raise BadInput("code", _("Give a short code."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the service a name."))
    parsed = entitlement.parse(rules)
    known: Service | None = Service.objects.filter(code=code.strip()).first()
    service = known or Service(code=code.strip())
    service.names, service.texts, service.body, service.unit = names, texts, body, unit
    service.channels, service.cost, service.rules = channels or {}, cost or {}, parsed
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
    title=_("End a service"),
    done=_("Service ended"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    guard=lambda request: still_there(request.arguments["service"]),
)
def end_service(ctx: Context, service: Service) -> Service:
    """The service is offered no longer from today."""
    service.ended_on = ctx.today
    return ctx.save(service)


def still_there(thing: Service | Standard | MinimumStandard) -> None:
    if thing.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))


def check_measure(measure: str, threshold: Decimal) -> None:
    if measure not in MEASURES:
        raise BadInput("measure", _("There is no such measure."))
    if not threshold.is_finite() or abs(threshold) >= 10**9:
        raise BadInput("threshold", _("Give a number."))


@action(
    "services.set_standard",
    by=Kind.OFFICE,
    power="set-services",
    title=_("Promise a standard"),
    done=_("Standard of a service promised"),
    subject="service",
    place=lambda service, **_arguments: service.unit_id,
    guard=lambda request: still_there(request.arguments["service"]),
)
def set_standard(
    ctx: Context,
    service: Service,
    names: dict[str, str],
    measure: str,
    threshold: Decimal,
    at_least: bool = True,
) -> Standard:
    """Promise in public what the service will reach; it is measured in public, too."""
    check_measure(measure, threshold)
    if not in_language(names).strip():
        raise BadInput("names", _("Say what is promised."))
    return ctx.save(
        Standard(
            service=service, names=names, measure=measure, threshold=threshold, at_least=at_least
        )
    )
