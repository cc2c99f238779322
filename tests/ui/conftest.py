"""The look is tested by itself, with the gallery's addresses and empty registries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches, set_urlconf

from commonhall.ui import navigation


@pytest.fixture(autouse=True)
def house_alone(settings: Any) -> Iterator[None]:
    """Only the look's addresses; what apps registered comes back afterwards."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "commonhall.actions" not in m]
    clear_url_caches()
    set_urlconf(None)
    kept = (list(navigation._entries), dict(navigation._places), dict(navigation._providers))
    navigation._entries.clear()
    navigation._places.clear()
    navigation._providers.clear()
    yield
    navigation._entries[:], navigation._places, navigation._providers = kept
    clear_url_caches()
