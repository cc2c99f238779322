"""What services and floors are found by."""

from __future__ import annotations

from commonhall.acts import search
from commonhall.services.models import Floor, Service


def _service(service: Service) -> search.Line:
    return service.pk, " ".join([*service.names.values(), *service.texts.values()])


def _floor(floor: Floor) -> search.Line:
    return floor.pk, " ".join(floor.names.values())


def index_service(service: Service) -> None:
    search.index("services.service", [_service(service)])


def index_floor(floor: Floor) -> None:
    search.index("services.floor", [_floor(floor)])


def register() -> None:
    search.searchable("services.service", lambda: map(_service, Service.objects.order_by("pk")))
    search.searchable("services.floor", lambda: map(_floor, Floor.objects.order_by("pk")))
