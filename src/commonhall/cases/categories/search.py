"""What categories are found by."""

from __future__ import annotations

from commonhall.cases.categories.models import Category
from commonhall.core import search


def register() -> None:
    search.found_by(Category, lambda category: "\n".join(category.names.values()))
