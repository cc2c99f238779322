"""What services and floors are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.services.services.models import Service


def _service(service: Service) -> search.Line:
    return service.pk, "\n".join([*service.names.values(), *service.texts.values()])


def index_service(service: Service) -> None:
    search.index("services.service", [_service(service)])


def register() -> None:
    search.searchable("services.service", lambda: map(_service, Service.objects.order_by("pk")))
