"""A debate in a real browser, without a script: written, answered, marked, reported, hidden, appealed, shown again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from commonhall.consultations.comments.models import Remark
from commonhall.consultations.moderation.models import Withheld
from tests.asking_kit import confirmed
from tests.browser_kit import MAX_BYTES, OpenPage, assert_accessible, assert_fits, transferred_bytes
from tests.browser_kit import screenshot as picture
from tests.consultations.debates import mark, say
from tests.consultations.initiatives import begun
from tests.kit import found_hall, signed_in
from tests.law import kit
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
    first = Remark.objects.order_by("pk")[0]
    hidden = Remark.objects.exclude(hidden_for="")[0]
    taken = Withheld.objects.get(about__startswith="cases.case:")
    reader, desk = signed_in(hall.resident), signed_in(hall.parks)
    for name, path, client in (
        ("debate", f"/conversations/debates/{first.about}/", reader),
        ("comment", first.get_absolute_url(), reader),
        ("hidden", hidden.get_absolute_url(), desk),
        ("thing", f"/conversations/initiatives/{first.about.partition(':')[2]}/", reader),
        ("newest", "/conversations/debates/", reader),
        ("log", "/conversations/moderation/", reader),
        ("part", taken.get_absolute_url(), desk),
        (
            "case",
            f"/cases/{Withheld.objects.get(about__startswith='cases.case:').about.partition(':')[2]}/",
            desk,
        ),
        ("reports", "/conversations/moderation/reports/", desk),
        ("report", f"/conversations/moderation/report-words/?about={first.ref}", reader),
    ):
        page = open_page(path, width=width, scheme=scheme, client=client)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        picture(page, f"debate-{name}-{width}")


def pressed(page: Page, name: str) -> None:
    """Send the page's own form."""
    page.locator("main").get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_a_debate_is_moderated_and_appealed_without_a_script(
    home: Path, open_page: OpenPage
) -> None:
    hall = found_hall()
    who = kit.confirmed(hall)
    one, (other,) = begun(hall), confirmed(hall, 1)
    theirs = say(other, one, "Bats need the dark.", "against")
    ada = open_page(one.get_absolute_url(), javascript=False, width=390, client=signed_in(who))
    ada.get_by_role("link", name="Read and write comments").click()
    # What is missing is said at its field, and what she wrote is still there.
    ada.fill("main [name=text]", "The Smiths at 12 switch **our** lamp off.")
    pressed(ada, "Comment")
    assert ada.locator("[aria-invalid=true]").count()
    assert "Smiths" in ada.input_value("main [name=text]")
    ada.check("main [name=side][value=for]", force=True)
    pressed(ada, "Comment")
    made = Remark.objects.get(side="for")
    assert "Smiths" in ada.locator("main").inner_text()
    assert ada.url.endswith(f"/conversations/debates/{one.ref}/")
    pressed(ada, "Useful")
    theirs.refresh_from_db()
    assert theirs.useful == 1
    ada.goto(ada.url.partition("/conversations")[0] + f"/conversations/remarks/{made.pk}/")
    # Others reply and report; the desk hides; she appeals; another body shows it again.
    clerk = open_page(
        f"/conversations/remarks/{made.pk}/", javascript=False, client=signed_in("clerk")
    )
    clerk.get_by_role("link", name="Report this").first.click()
    clerk.check("main [name=reason][value=private]", force=True)
    pressed(clerk, "Report this")
    desk = open_page(
        "/conversations/moderation/reports/", javascript=False, client=signed_in(hall.parks)
    )
    assert "Smiths" in desk.locator("main").inner_text()
    desk.get_by_role("link", name="Hide").first.click()
    desk.select_option("main [name=reason]", "private")
    pressed(desk, "Hide this comment")
    made.refresh_from_db()
    assert made.is_hidden
    ada.reload()
    assert "which only you can see" in ada.locator("main").inner_text()
    ada.get_by_role("link", name="Appeal: it should be shown").click()
    ada.fill("main [name=text]", "Smiths is the name of a shop.")
    pressed(ada, "Appeal: it should be shown")
    desk.goto(desk.url.partition("/conversations")[0] + f"/conversations/remarks/{made.pk}/")
    assert "Smiths" not in desk.locator("main").inner_text()
    judge = open_page(
        f"/conversations/remarks/{made.pk}/", javascript=False, client=signed_in(hall.clerk)
    )
    judge.get_by_role("link", name="Decide the appeal").first.click()
    assert "Smiths" in judge.locator("main").inner_text()
    judge.select_option("main [name=verdict]", "overturned")
    judge.fill("main [name=text]", "It is a shop.")
    pressed(judge, "Decide the appeal")
    made.refresh_from_db()
    assert made.is_shown
    ada.reload()
    assert "It is a shop." in ada.locator("main").inner_text()
    mark(other, made)
    log = open_page("/conversations/moderation/", javascript=False)
    assert "shown again" in log.locator("main").inner_text()
