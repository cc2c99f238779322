"""What minimum standards are found by."""

from __future__ import annotations

from commonhall.core import search
from commonhall.services.minimum_standards.models import MinimumStandard


def _minimum_standard(minimum_standard: MinimumStandard) -> search.Line:
    return minimum_standard.pk, "\n".join(minimum_standard.names.values())


def index_minimum_standard(minimum_standard: MinimumStandard) -> None:
    search.index("services.minimumstandard", [_minimum_standard(minimum_standard)])


def register() -> None:
    search.searchable(
        "services.minimumstandard",
        lambda: map(_minimum_standard, MinimumStandard.objects.order_by("pk")),
    )
