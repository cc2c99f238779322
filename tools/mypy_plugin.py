"""The checker's plugin for Django, without its own meaning of `Annotated[Model, …]`.

django-stubs reads the second part as a type; here it is what an action asks for (`actions/inputs.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mypy.plugin import AnalyzeTypeContext, Plugin
from mypy.types import Type
from mypy_django_plugin.main import NewSemanalDjangoPlugin


class DjangoPlugin(NewSemanalDjangoPlugin):
    """As django-stubs, but `Annotated` means what Python says."""

    def get_type_analyze_hook(self, fullname: str) -> Callable[[AnalyzeTypeContext], Type] | None:
        if fullname in ("typing.Annotated", "typing_extensions.Annotated"):
            return None
        hook: Any = super().get_type_analyze_hook(fullname)
        return hook  # type: ignore[no-any-return]


def plugin(version: str) -> type[Plugin]:
    return DjangoPlugin
