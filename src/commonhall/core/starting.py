"""Django made ready without looking for garbage meanwhile: what is loaded stays, so that there is none.

A process starts half as fast again for it (`python -m benchmarks.starting`). What was loaded is left out of later
collections too, and processes that fork share its memory.
"""

from __future__ import annotations

import gc


def set_up() -> None:
    import django

    gc.disable()
    try:
        django.setup()
    finally:
        gc.freeze()
        gc.enable()


def load_pages() -> None:
    """Load every address with what answers it, so that processes that fork share it and the first reader need not wait."""
    from django.template.loader import get_template
    from django.urls import reverse

    gc.disable()
    try:
        reverse("pages:home")
        get_template("ui/base.html")
    finally:
        gc.freeze()
        gc.enable()
