"""Translations in a real browser: offered, confirmed, read with the original one click away."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.consultations.comments.models import Remark
from commonhall.consultations.conversations.models import Statement
from tests.asking_kit import confirmed
from tests.browser_kit import MAX_BYTES, OpenPage, assert_accessible, assert_fits, transferred_bytes
from tests.browser_kit import screenshot as picture
from tests.consultations.translated import ONE, TWO, offer, stands
from tests.kit import signed_in
from tests.living import living_hall

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_their_pages_are_for_everybody(
    home: Path, open_page: OpenPage, width: int, scheme: str
) -> None:
    hall = living_hall()
    remark = Remark.objects.order_by("pk")[0]
    statement = Statement.objects.filter(state="shown", conversation__state="open").latest("pk")
    people, reader = confirmed(hall, 3), signed_in(hall.resident)
    stands(people, statement, "更多路灯", language=TWO)
    offer(people[0], remark, "现在", language=TWO)
    for name, path, language in (
        ("debate", f"/conversations/debates/{remark.about}/", TWO),
        ("polish", f"/conversations/debates/{remark.about}/", ONE),
        ("comment", remark.get_absolute_url(), "en"),
        ("statement", f"/conversations/statements/{statement.pk}/", TWO),
        ("statements", f"/conversations/{statement.conversation_id}/statements/", TWO),
        ("offer", f"/conversations/translations/offer/?about={remark.ref}", "en"),
    ):
        page = open_page(  # type: ignore[arg-type]
            path, width=width, scheme=scheme, language=language, client=reader
        )
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) <= MAX_BYTES
        picture(page, f"translations-{name}-{width}")
