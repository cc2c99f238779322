"""What an opener's page needs beside its form."""

from __future__ import annotations

from typing import Any

from django import template

from commonhall.delivery.calls import queries
from commonhall.delivery.calls.models import Call
from commonhall.people.actors import of_request

register = template.Library()


@register.simple_tag(takes_context=True)
def own_opener(context: dict[str, Any], call: Call) -> dict[str, Any]:
    """The reader as an opener of the call, their number or the next one, and how many envelopes lie there."""
    opener = queries.opener_of(of_request(context["request"]), call)
    number = opener.number if opener is not None else call.openers.count() + 1
    return {"opener": opener, "number": number, "total": queries.standing(call).count()}
