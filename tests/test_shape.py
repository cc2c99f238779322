"""The shape of the house: every model classified, every address declared, acts named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grimp
import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from commonhall.actions import registry, subscriptions
from commonhall.core.models import Derived, Governed, Personal

# The record's own tables and the gate's append-only ones, which are what the classes are defined by.
KEPT = {
    "record.log",
    "record.entry",
    "record.pending",
    "record.leaf",
    "record.tile",
    "record.treehead",
    "record.checkpoint",
    "record.cosignature",
    "record.watchedlog",
    "actions.version",
    "actions.link",
    "actions.importrun",
    "actions.externalid",
}
LIBRARIES = ("django.", "allauth.", "django_tasks_db", "commonhall.record")


def test_every_model_is_public_power_personal_or_derived() -> None:
    unclassified = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith("commonhall.")
        and not issubclass(model, (Governed, Personal, Derived))
    }
    assert unclassified == KEPT


def test_sealed_fields_exist() -> None:
    for model in apps.get_models():
        if issubclass(model, Governed):
            for name in (*model.SEALED, *model.UNVERSIONED):
                assert model._meta.get_field(name)


def views() -> Iterator[tuple[str, Any]]:
    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern), pattern.callback

    yield from walk(get_resolver().url_patterns, "/")


def test_every_address_declares_title_and_reader() -> None:
    apps = (
        "commonhall.consultations",
        "commonhall.pages",
        "commonhall.cases",
        "commonhall.law",
        "commonhall.open_data",
        "commonhall.people",
        "commonhall.places",
    )
    missing = [
        address
        for address, view in views()
        if view.__module__.startswith(apps) and not hasattr(view, "page")
    ]
    assert missing == []


def test_pages_name_acts_that_exist() -> None:
    for address, view in views():
        for code in getattr(getattr(view, "page", None), "performs", ()):
            assert code in registry.actions(), f"{address} performs {code}"


def test_subscriptions_name_acts_that_exist() -> None:
    assert subscriptions.subscribed() <= set(registry.actions())


@pytest.mark.parametrize("word", ["admin", "superuser", "root", "*", "all", "any"])
def test_no_power_is_a_role_or_a_star(word: str) -> None:
    assert word not in registry.powers() | registry.rights()


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_no_circle_runs_between_files() -> None:
    """Also not by imports inside functions; what only the checker reads does not count."""
    graph = grimp.build_graph("commonhall", exclude_type_checking_imports=True, cache_dir=None)
    circles = []
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            if module < imported and graph.chain_exists(imported, module):
                circles.append((module, imported))
    assert circles == []
