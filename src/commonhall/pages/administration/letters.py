"""An example of each letter about what somebody follows: the last app knows what all of them say."""

from __future__ import annotations

from commonhall.actions import notification_letters


def register() -> None:
    notification_letters.register_examples()
