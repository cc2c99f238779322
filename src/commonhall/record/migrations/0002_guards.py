"""Refuse UPDATE and DELETE on entries, leaves, checkpoints and logs."""

from django.db import migrations

from commonhall.record import guards


def put(apps, schema_editor):
    guards.ensure(schema_editor.connection)


def take(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(put, take)]
