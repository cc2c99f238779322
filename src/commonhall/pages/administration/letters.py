"""An example of each letter about what somebody follows: the last app knows what all of them say."""

from __future__ import annotations

from commonhall.actions import notifications


def register() -> None:
    notifications.register_examples()
