"""What bodies, offices and organisations are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.people.bodies.models import Body, Office
from commonhall.people.organisations.models import Organisation


def register() -> None:
    search.found_by(Body, lambda body: "\n".join(body.names.values()))
    search.found_by(Office, lambda office: "\n".join(office.names.values()))
    search.found_by(Organisation, lambda one: f"{one.name}\n{one.purpose}")
