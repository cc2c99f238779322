"""When something may be done with a call: what its state, its hour and its holder allow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.calls.models import Call
from commonhall.delivery.preconditions import check_own_body
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.queries import granted

State = Call.State
OPENS = "open-offers"


def hour(moment: datetime) -> str:
    """An hour as people read it, in the hall's time zone."""
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def unit_of(thing: Any) -> int:
    call = thing if isinstance(thing, Call) else thing.call
    return int(call.unit_id)


def own_while(*states: str) -> Callable[[Actor, Call], None]:
    """The call is the actor's body's, and in one of these states."""

    def check(actor: Actor, call: Call) -> None:
        check_own_body(actor, call, states)

    return check


def while_open(_actor: Actor, call: Call) -> None:
    """Its hour has not come. Who is late is told the hour, and what the server's clock says."""
    if call.takes_offers:
        return
    if call.state == State.DRAFT:
        raise Refused("state", "wrong-state", _("This call is not open yet."))
    if call.state == State.ENDED:
        raise Refused("state", "wrong-state", _("This call has ended. Nobody can offer any more."))
    said = gettext(
        "Too late: offers were taken until %(hour)s. The server’s clock says %(now)s. Nothing was changed or sent."
    )
    raise Refused(
        "state", "late", said % {"hour": hour(call.closes_at), "now": _exact(clock.now())}
    )


def _exact(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M:%S}"


def check_hour(name: str, moment: datetime) -> None:
    """Refuse an hour that the clocks skip, or that comes twice that night. Raises `BadInput`."""
    zone = timezone.get_current_timezone()
    plain = timezone.make_naive(moment, zone).replace(fold=0)
    first, second = (plain.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise BadInput(
            name,
            _(
                "The clocks are changed that night, and this hour comes twice or not at all. Choose another hour."
            ),
        )


def check_of_another_body(actor: Actor, call: Call) -> None:
    """Who opens is of another body than the one that awards, and holds no office of it."""
    from commonhall.delivery.calls.queries import sits_in

    if actor.body == call.body_id:
        raise Refused(
            "segregation",
            "for-itself",
            _("The body that awards cannot open the offers. Officials of other bodies do."),
            _provision(),
        )
    if sits_in(actor.person, [call.body_id]):
        raise Refused(
            "segregation",
            "same-person",
            _("You hold an office of the body that awards, so you cannot open the offers."),
            _provision(),
        )


def _provision() -> str:
    """The provision that says who opens offers."""
    rows = Competence.objects.filter(granted(clock.today()), power=OPENS).order_by("pk")
    found = rows.values_list("provision", flat=True).first()
    return Provision.ref_of(found) if found else ""
