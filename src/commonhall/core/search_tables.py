"""What the search index needs beside its table: FTS5 on SQLite, GIN on PostgreSQL, made after every migration."""

from __future__ import annotations

from typing import Any

from django.db import connections

SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS core_searchfts USING fts5(
        tokens, content='core_searchtext', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'")""",
    """CREATE TRIGGER IF NOT EXISTS core_searchtext_in AFTER INSERT ON core_searchtext BEGIN
        INSERT INTO core_searchfts(rowid, tokens) VALUES (new.id, new.tokens); END""",
    """CREATE TRIGGER IF NOT EXISTS core_searchtext_out AFTER DELETE ON core_searchtext BEGIN
        INSERT INTO core_searchfts(core_searchfts, rowid, tokens)
        VALUES ('delete', old.id, old.tokens); END""",
    """CREATE TRIGGER IF NOT EXISTS core_searchtext_anew AFTER UPDATE ON core_searchtext BEGIN
        INSERT INTO core_searchfts(core_searchfts, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO core_searchfts(rowid, tokens) VALUES (new.id, new.tokens); END""",
)
POSTGRES = (
    "CREATE INDEX IF NOT EXISTS core_searchtext_tokens ON core_searchtext "
    "USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
)


def install(using: str = "default", **_: Any) -> None:
    """Make what is missing."""
    connection = connections[using]
    if "core_searchtext" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRES:
            cursor.execute(statement)
