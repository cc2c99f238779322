"""One search index for all rooms: tokens, with FTS5 on SQLite and GIN on PostgreSQL."""

from django.db import migrations, models

SQLITE = (
    """CREATE VIRTUAL TABLE acts_searchfts USING fts5(
        tokens, content='acts_searchtext', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")""",
    """CREATE TRIGGER acts_searchtext_in AFTER INSERT ON acts_searchtext BEGIN
        INSERT INTO acts_searchfts(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER acts_searchtext_out AFTER DELETE ON acts_searchtext BEGIN
        INSERT INTO acts_searchfts(acts_searchfts, rowid, tokens)
        VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER acts_searchtext_anew AFTER UPDATE ON acts_searchtext BEGIN
        INSERT INTO acts_searchfts(acts_searchfts, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO acts_searchfts(rowid, tokens) VALUES (new.id, new.tokens); END""",
)
POSTGRES = (
    "CREATE INDEX acts_searchtext_tokens ON acts_searchtext USING gin (string_to_array(tokens, ' '))",
)


def put(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def take(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE acts_searchfts")


class Migration(migrations.Migration):
    dependencies = [("acts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("object_id", models.BigIntegerField()),
                ("tokens", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "object_id"], name="acts_search_once")
                ],
            },
        ),
        migrations.RunPython(put, take),
    ]
