"""A service's way on a phone: set up with a question and a document, applied for at home, asked back, answered, rated;
its standard broken, looked at by a second office, and mended a month later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from commonhall.core import clock
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.services.applications.models import Application
from commonhall.services.minimum_standards.models import Measurement
from commonhall.services.services.models import Service
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.kit import MEASURED, found_hall, signed_in
from tests.services import kit
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_a_service_applied_for_at_home_and_its_standard_mended(
    calendar: Calendar, open_page: OpenPage, tmp_path: Path
) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
        ada = kit.applicant(hall)
        service = kit.service(hall)
    walk, page = Walk(open_page, SOURCE, 390), f"/services/{service.pk}/"
    walk.do(
        hall.parks,
        f"{page}ask-applicants/",
        code="household",
        kind="number",
        required=True,
        **texts_in("names", "How many live with you?"),
    )
    walk.do(
        hall.parks,
        f"{page}take-applications/",
        applied_for="yes",
        documents="income = Proof of income",
    )
    # At home: what is wrong is named and nothing is lost; then a number and a day at once.
    form = f"{page}apply-for/"
    assert "Enter a number" in walk.refused(ada, form, answers_household="", text=kit.SECRET)
    at_home = walk.page(ada)
    assert at_home.locator("main [name=text]").input_value() == kit.SECRET
    walk.fill(at_home, {"answers_household": "2"})
    walk.send(at_home)
    one = Application.objects.get()
    assert one.number in at_home.locator("body").inner_text()
    paper = tmp_path / "income.pdf"
    paper.write_bytes(b"%PDF-1.4 812")
    walk.go(ada, f"/services/applications/{one.pk}/add-document/")
    at_home.locator("main [name=file]").set_input_files(paper)
    walk.fill(at_home, {"need": "income"})
    walk.send(at_home)
    # The office asks, hears and grants.
    own = f"/services/applications/{one.pk}/"
    assert "Bus pass" in walk.look(hall.parks, "/services/applications/", "applications-desk")
    walk.do(hall.parks, f"{own}ask-for-more/", text="Which line do you take?")
    assert "Which line" in walk.look(ada, own, "application-asked")
    walk.do(ada, f"{own}reply-to-office/", text="Line 4.")
    walk.do(hall.parks, f"{own}grant/", text="A pass for line 4 from Monday.")
    assert "line 4 from Monday" in walk.look(ada, own, "application-granted")
    assert "Bus pass" in walk.read(ada, "/me/")
    assert "line 4" not in walk.look(None, own, "application-private")
    walk.do(ada, f"{page}rate/", mark="4")
    # Its standard: broken in one month, seen by a second office, mended in the next.
    with clock.replay(calendar.now):
        standard = kit.standard(hall, service)
    for value, words in ((70, "not kept"), (95, "kept in 1 of 1 places")):
        walk.do(
            hall.parks,
            f"/services/standards/{standard.pk}/report-for/",
            month=f"{calendar.day():%Y-%m-01}",
            unit=hall.unit("north").pk,
            value=str(value),
            **MEASURED,
        )
        row = Measurement.objects.latest("pk")
        walk.do(hall.chair, f"/services/values/{row.pk}/confirm/", seen="I read the log.")
        assert words in re.sub(r"\s+", " ", walk.look(None, page, f"service-{value}"))
        calendar.turn(31)
    for scheme, width in (("light", 1280), ("dark", 390)):
        shown = open_page(page, client=signed_in(hall.parks), width=width, scheme=scheme)  # type: ignore[arg-type]
        assert_accessible(shown)
        assert_fits(shown)
        screenshot(shown, f"service-{scheme}-{width}")
    answered = open_page(own, client=signed_in(ada), width=1280)
    assert_accessible(answered)
    screenshot(answered, "application-1280")
    assert Service.objects.get().applied_for
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
