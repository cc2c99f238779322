"""A service that can be applied for, and those who apply."""

from __future__ import annotations

from typing import Any

from commonhall.actions.actors import Actor
from commonhall.people import actors
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from commonhall.services.applications import actions, deciding_actions, form_actions
from commonhall.services.applications.models import Application
from commonhall.services.services import actions as service_actions
from commonhall.services.services.models import Service, Standard
from tests.kit import Hall, person
from tests.words import texts

SECRET = "My pension is 812 a month and my sight is failing."


def service(hall: Hall, code: str = "pass", **given: Any) -> Service:
    values: dict[str, Any] = {
        "code": code,
        "names": texts("Bus pass"),
        "texts": texts("Ride."),
        "body": hall.body("parks"),
        "unit": hall.unit("root"),
        **given,
    }
    return service_actions.set_service.perform(hall.chair, **values).result


def applied_service(hall: Hall, code: str = "pass") -> Service:
    """One that asks a question and needs a document."""
    made = service(hall, code)
    form_actions.ask_applicants.perform(
        hall.parks,
        service=made,
        code="household",
        names=texts("How many live with you?"),
        kind="number",
        required=True,
    )
    return form_actions.take_applications.perform(
        hall.parks, service=made, applied_for=True, documents="income = Proof of income"
    ).result


def applicant(hall: Hall, name: str = "ada") -> Actor:
    """A confirmed resident with an account."""
    found = person(name)
    resident_actions.verify_resident.perform(hall.clerk, person=found, unit=hall.unit("north"))
    return actors.as_person(Person.objects.get(pk=found.pk))


def apply(who: Actor, made: Service, **given: Any) -> Application:
    values: dict[str, Any] = {"answers": {"household": "2"}, "text": SECRET, **given}
    return actions.apply_for_service.perform(who, service=made, **values).result


def grant(hall: Hall, application: Application) -> Application:
    return deciding_actions.grant_application.perform(
        hall.parks, application=application, text="A pass from Monday."
    ).result


def standard(hall: Hall, made: Service, **given: Any) -> Standard:
    values: dict[str, Any] = {
        "names": texts("Nine in ten buses are on time"),
        "measure": "reported",
        "threshold": "90",
        "at_least": True,
        **given,
    }
    return service_actions.set_standard.perform(hall.parks, service=made, **values).result
