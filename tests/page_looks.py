"""How each page is looked at in a browser when all are: wide and on a phone, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Iterable

from django.test import Client

from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    Scheme,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.page_samples import Sample

LOOKS: tuple[tuple[int, Scheme], ...] = (
    (1280, "light"),
    (1280, "dark"),
    (390, "dark"),
    (390, "light"),
)
# So many tests share the pages of a language.
PARTS = 6
# axe's rules about colours: the dark changes nothing else.
OF_COLOUR = ("color-contrast", "link-in-text-block")


def faults(
    samples: Iterable[Sample], client: Client, open_page: OpenPage, language: str, name: str
) -> list[str]:
    """Load each page once and look at it four times: what axe finds, sideways scrolling, weight.

    Pictures are left in screenshots/ under `name`.
    """
    problems: list[str] = []
    for sample in samples:
        if not client.get(sample.address)["Content-Type"].startswith("text/html"):
            continue
        page = open_page(sample.address, language=language, client=client)
        if transferred_bytes(page) >= MAX_BYTES:
            problems.append(f"{sample.name}: too heavy")
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            look = f"{name}-{scheme}-{width}"
            try:
                # In the dark only colours are others.
                assert_accessible(page, only=OF_COLOUR if scheme == "dark" else ())
                assert_fits(page)
            except AssertionError as error:
                problems.append(f"{sample.name} {look}: {error}")
            screenshot(page, f"page-{sample.name.replace(':', '-')}-{look}")
        page.context.close()
    return problems
