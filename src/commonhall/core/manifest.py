"""What an app says of itself, once, in its `apps.py`; everything else is found by its name.

    class CasesApp(App):
        name = "commonhall.cases"
        features = ("categories", "cases", "sources")
        navigation = (Entry(_("Cases"), "cases:list", order=10),)

A feature is a folder of the app. Each folder, and the app itself, may have the doors named in DOORS:
modules of that name are imported at start-up, in this order, and their `register()` is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, ClassVar

from django.apps import AppConfig, apps

from commonhall.core import backups
from commonhall.core.promises import Kind
from commonhall.ui import navigation
from commonhall.ui.navigation import Entry, Place

DOORS = (
    "stages",
    "actions",
    "undoing",
    "refs",
    "search",
    "exports",
    "personal_data",
    "page_sections",
    "my_page",
    "letters",
    "duties",
    "jobs",
    "timers",
    "checks",
    "record_checks",
    "recalculation",
    "approvals",
)


class App(AppConfig):
    """An app of the hall. `default` is set for every subclass, so that Django takes it and not this."""

    default: bool = False
    features: ClassVar[tuple[str, ...]] = ()
    navigation: ClassVar[tuple[Entry, ...]] = ()
    places: ClassVar[dict[Place, str]] = {}
    never_in_backups: ClassVar[tuple[str, ...]] = ()
    promises: ClassVar[tuple[Kind, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.default = True

    def ready(self) -> None:
        """Open every door of the app, then say what it adds to the header, the footer and backups."""
        for module in self.doors():
            if register := getattr(module, "register", None):
                register()
        for entry in self.navigation:
            navigation.add(entry)
        for name, url_name in self.places.items():
            navigation.place(name, url_name)
        for table in self.never_in_backups:
            backups.leave_out(table)

    def doors(self) -> Iterator[ModuleType]:
        """Modules of the app and its features that must be imported before the first request."""
        for package in self.packages():
            yield from _doors_of(package)

    def packages(self) -> Iterator[ModuleType]:
        """The app's own package, then its features'."""
        for feature in ("", *self.features):
            yield import_module(f"{self.name}.{feature}".rstrip("."))


def modules_named(name: str) -> Iterator[ModuleType]:
    """Modules `name` or `…_name` of every app and feature, in the order of the apps."""
    for package in _packages():
        for found in _names_in(package):
            if found == name or found.endswith(f"_{name}"):
                yield import_module(f"{package.__name__}.{found}")


def promise_kinds() -> dict[str, Any]:
    """What each kind of promise is called, by code, in the order of the apps."""
    found = (one for one in apps.get_app_configs() if isinstance(one, App))
    return {kind.code: kind.label for app in found for kind in app.promises}


def importers() -> Iterator[ModuleType]:
    """Every file in an `importers` folder of an app or feature, in the order of the apps."""
    for package in _packages():
        yield from _importers_of(package)


def _packages() -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        if isinstance(app, App):
            yield from app.packages()


def _names_in(package: ModuleType) -> list[str]:
    return sorted(one.name for one in iter_modules(package.__path__))


def _doors_of(package: ModuleType) -> Iterator[ModuleType]:
    names = _names_in(package)
    wanted = [door for door in DOORS if door in names]
    # Actions that would make one file too long stand in a second one beside it.
    wanted[:0] = [name for name in names if name.endswith("_actions")]
    for name in wanted:
        yield import_module(f"{package.__name__}.{name}")
    yield from _importers_of(package)


def _importers_of(package: ModuleType) -> Iterator[ModuleType]:
    if "importers" in _names_in(package):
        folder = import_module(f"{package.__name__}.importers")
        for name in _names_in(folder):
            yield import_module(f"{folder.__name__}.{name}")
