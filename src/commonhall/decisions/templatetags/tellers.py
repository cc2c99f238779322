"""What a teller's page needs beside its form."""

from __future__ import annotations

from typing import Any

from django import template

from commonhall.decisions.votes import queries
from commonhall.decisions.votes.models import Election
from commonhall.people.actors import of_request

register = template.Library()


@register.simple_tag(takes_context=True)
def own_teller(context: dict[str, Any], election: Election) -> dict[str, Any]:
    """The reader as a teller of the vote, and how many envelopes lie there."""
    teller = queries.teller_of(of_request(context["request"]).person_id, election)
    return {"teller": teller, "total": queries.turnout(election)}
