"""Erasing what is sealed of an application: who applied, every word and every document."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from commonhall.actions.context import Context
from commonhall.actions.erasure import erase
from commonhall.services.applications.models import Application, KeptDocument


def forget_file(ctx: Context, document: KeptDocument) -> None:
    """Erase what a document is called and delete its file, once the action is done."""
    name, storage = document.file.name, document.file.storage
    erase(ctx, document, ["name", "file"])
    if name:
        transaction.on_commit(partial(storage.delete, name))


def forget(ctx: Context, application: Application, words: bool = True) -> None:
    """Untie the person; with `words`, what was written and sent goes as well. Which service it was for stays, sealed."""
    if words:
        for document in application.documents.filter(ended_on=None):
            document.ended_on = ctx.today
            forget_file(ctx, document)
        for step in application.steps.all():
            erase(ctx, step, ["text"])
    erase(
        ctx,
        application,
        [
            "person_id",
            "identity",
            "receipt",
            *(("answers", "asked_as", "text") if words else ()),
        ],
    )
