"""An empty database gets this version's tables at once, from the models.

Replaying every migration draws the models anew at each step, which takes half a minute; a test holds that both ways
lead to the same tables. A database that has tables is migrated step by step, as always.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model


def make_tables() -> bool:
    """Make all tables where there is none yet, all or nothing, and note every migration as applied.

    Gives back whether it did. What is made after migrating (triggers, the search index) follows by `migrate`.
    """
    if connection.introspection.table_names():
        return False
    recorder = MigrationRecorder(connection)
    loader = MigrationLoader(None)
    with connection.schema_editor(atomic=True) as editor:
        editor.create_model(recorder.Migration)
        for model in _models():
            editor.create_model(model)
        for app, name in loader.graph.nodes:
            for key in [(app, name), *loader.graph.nodes[app, name].replaces]:
                recorder.migration_qs.create(app=key[0], name=key[1])
    return True


def _models() -> Iterator[type[Model]]:
    for app in apps.get_app_configs():
        for model in router.get_migratable_models(app, connection.alias):
            if model._meta.can_migrate(connection):
                yield model
