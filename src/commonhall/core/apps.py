"""What every app is built with, as a Django app."""

from __future__ import annotations

from datetime import UTC, datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "commonhall.core"
    label = "core"

    def ready(self) -> None:
        from commonhall.core import (
            alert_words,  # noqa: F401  (its examples of letters)
            clock_guard,
            fetching,
            search_tables,
        )
        from commonhall.record import sequencer
        from commonhall.record.witnesses import outgoing

        def send(url: str, body: bytes, kind: str, largest: int, seconds: float) -> outgoing.Reply:
            try:
                answer = fetching.post(url, body, kind, largest, seconds)
            except fetching.FetchError as error:
                raise outgoing.Unreachable(str(error)) from error
            return outgoing.Reply(answer.status, answer.body, answer.kind)

        post_migrate.connect(search_tables.install, sender=self)
        outgoing.send_by(send)
        sequencer.watch_clock_by(lambda: clock_guard.trouble(datetime.now(UTC)))
