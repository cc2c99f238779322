"""Pages of panels: what everybody sees, what members see, and a letter answered without an account."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commonhall.decisions.lotteries.models import Application
from commonhall.decisions.panels import answer_actions
from commonhall.decisions.panels.models import Panel, PanelLetter
from tests.decisions import panels
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_a_letter_is_answered_by_code_without_an_account(hall: Hall) -> None:
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    (first, *_rest) = panels.printed(hall, wave, listed)
    address, client = reverse("decisions:panel_letter"), Client()
    given = {"letter": first.number, "code": first.code.lower().replace("-", " ")}
    with panels.at(wave):
        opened = client.post(address, given)
        assert "Yes, I accept" in opened.content.decode()
        assert opened["Cache-Control"] == "no-store"
        step = {**given, "step": "answer"}
        assert client.post(address, step).status_code == 400
        said = {"answer": "yes", "care": ["children"], "needs": "A ramp", "email": "a@example.org"}
        bad = client.post(address, {**step, **said})
        assert bad.status_code == 400 and "A ramp" in bad.content.decode()
        features = {"features_age": "young", "features_home": "rents"}
        done = client.post(address, {**step, **said, **features})
        assert "You have accepted" in done.content.decode()
    letter = PanelLetter.objects.get(answer="accepted")
    mine = Application.objects.get(code=letter.code)
    assert mine.features == {"age": "young", "home": "rents"} and mine.person is None
    assert (letter.care, letter.email) == (["children"], "a@example.org")


def test_declining_asks_for_nothing_else(hall: Hall) -> None:
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    (first, *_rest) = panels.printed(hall, wave, listed)
    given = {"letter": first.number, "code": first.code, "step": "answer", "answer": "no"}
    with panels.at(wave):
        done = Client().post(reverse("decisions:panel_letter"), {**given, "email": "no address"})
    assert "You have declined" in done.content.decode()


def test_letters_are_printed_once_by_the_office_that_keeps_the_roll(hall: Hall) -> None:
    listed = panels.roll(hall)
    panel = panels.commissioned(hall)
    wave = panels.letters_drawn(panel)
    address = reverse("decisions:print_panel_letters", args=[wave.pk])
    with panels.at(wave):
        client = signed_in(hall.clerk)
        client.get(address)
        file = SimpleUploadedFile("roll.csv", listed.encode())
        answer = client.post(address, {"file": file, "once": "first-time"})
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert text.count('class="letter"') == 20 and "Mill Lane" in text
        # The QR code opens the page with the number alone.
        assert "code=" not in text
        again = SimpleUploadedFile("roll.csv", listed.encode())
        twice = client.post(address, {"file": again, "once": "first-time"})
        assert "already been shown" in twice.content.decode()


def test_a_panel_s_page_shows_its_work_and_keeps_drafts_to_its_members(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        draft = panels.drafted(panel, members[0], "Only for us")
        page = panel.get_absolute_url()
        assert "Only for us" not in Client().get(page).content.decode()
        assert "Only for us" not in Client().get(draft.get_absolute_url()).content.decode()
        mine = signed_in(members[1])
        assert "Only for us" in mine.get(page).content.decode()
        assert "Amend it" in mine.get(draft.get_absolute_url()).content.decode()
        panels.voted(draft, members)
    text = Client().get(page).content.decode()
    assert "Only for us" in text and "4 in favour" in text
    assert "Member 1" in text and "member" not in hall.resident.name


def test_what_members_need_is_for_the_office_alone(hall: Hall) -> None:
    panel, _members, _sent = panels.seated(hall)
    PanelLetter.objects.exclude(code="").update(needs="A ramp, please")
    address = reverse("decisions:panel_needs", args=[panel.pk])
    for who in (hall.resident, hall.parks, hall.clerk):
        assert "A ramp" not in signed_in(who).get(address).content.decode()
    assert "A ramp" in signed_in(hall.chair).get(address).content.decode()


def test_commissioning_says_at_its_field_what_is_wrong(hall: Hall) -> None:
    client = signed_in(hall.chair)
    address = reverse("decisions:commission_panel")
    answer = client.post(address, {"seats": "4", "days": "nonsense"})
    assert answer.status_code == 400 and "nonsense" in answer.content.decode()
    assert not Panel.objects.exists()


def test_the_list_and_a_panel_ask_as_many_queries_with_many_as_with_one(hall: Hall) -> None:
    first = panels.commissioned(hall)
    client = Client()

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    listed = reverse("decisions:panels")
    before = queries(listed)
    panels.commissioned(hall)
    panels.commissioned(hall)
    assert queries(listed) == before
    assert queries(first.get_absolute_url()) < 44


def test_a_body_s_desk_and_my_page_show_what_waits(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall, by=hall.parks)
    with panels.working(panel):
        panels.voted(panels.drafted(panel, members[0]), members)
        assert "Panels I sit on" in signed_in(members[0]).get("/me/").content.decode()
    assert (
        "Recommendations of panels to answer"
        in signed_in(hall.parks).get(reverse("desk:desk")).content.decode()
    )


def test_programs_read_panels_and_recommendations(hall: Hall) -> None:
    panel, members, _sent = panels.seated(hall)
    with panels.working(panel):
        panels.drafted(panel, members[0], "Secret draft")
        one = panels.voted(panels.drafted(panel, members[1], "Open"), members)
    answer_actions.answer_recommendation.perform(
        hall.chair, recommendation=one, verdict="refused", answer="No money."
    )
    whole = Client().get(f"/api/v1/panels/{panel.pk}").json()
    assert whole["members"] == [f"Member {number}" for number in (1, 2, 3, 4)]
    assert whole["waves"][0]["accepted"] == 10 and whole["waves"][0]["declined"] is None
    rows = Client().get(f"/api/v1/recommendations?panel={panel.pk}").json()["items"]
    assert {row["title"] for row in rows} == {"", "Open"}
    assert next(row for row in rows if row["title"])["answer"] == "No money."
