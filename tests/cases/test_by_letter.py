"""Whoever raised a case answers from the letter: signed links, one page that asks, no sign-in, once."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail, signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonhall.cases.by_letter import links
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.cases.pictures.models import Picture
from commonhall.core import jobs
from commonhall.people.accounts.models import Account
from commonhall.record.models import Entry
from tests.kit import Hall, found_hall, signed_in
from tests.law.kit import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def case(hall: Hall) -> Case:
    return hall.raise_case(title="The lamp is dark")


def done(hall: Hall, case: Case) -> dict[str, str]:
    """Report it done; the letter's links by their word."""
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    return read_links()


def asked(hall: Hall, case: Case) -> dict[str, str]:
    state_actions.ask_raiser.perform(hall.parks, case=case, question="Which lamp?")
    return read_links()


def read_links() -> dict[str, str]:
    while jobs.run_one("tester"):
        pass
    text = str(mail.outbox[-1].body)
    mail.outbox.clear()
    found = re.findall(rf"{re.escape(settings.SITE_URL)}(/cases/\d+/by-letter/([a-z-]+)/\S+)", text)
    return {word: path for path, word in found}


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def entry(code: str) -> dict[str, Any]:
    """What the newest entry of an action says, as far as it does not change with moment and salt."""
    body = json.loads(Entry.objects.filter(action=code).order_by("-pk")[0].body)
    return {name: body.get(name) for name in ("action", "subject", "data", "basis")}


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return SimpleUploadedFile("lamp.jpg", out.getvalue(), "image/jpeg")


def test_solved_is_said_from_the_letter_without_signing_in(hall: Hall, case: Case) -> None:
    address = done(hall, case)["solved"]
    client = Client()
    page = client.get(address).content.decode()
    assert "The lamp is dark" in page and "A new lamp." in page and 'name="satisfied"' in page
    answer = client.post(address, {"satisfied": "mostly", "text": "Thank you."})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.pk}/")
    said = Confirmation.objects.get()
    assert (said.verdict, said.satisfied, said.text) == ("solved", "mostly", "Thank you.")
    assert state(case) == "confirmed"


def test_it_is_the_same_entry_as_signed_in_but_for_the_channel(hall: Hall, case: Case) -> None:
    Client().post(done(hall, case)["solved"], {})
    by_letter = entry("cases.confirm_case")
    other = hall.raise_case(title="Another lamp")
    done(hall, other)
    signed_in(hall.resident).post(f"/cases/{other.pk}/confirm/", {})
    by_page = entry("cases.confirm_case")
    assert by_letter["data"].pop("channel") == "letter"
    assert by_letter["subject"] == case.ref and by_page["subject"] == other.ref
    assert by_letter["basis"] == by_page["basis"]
    assert set(by_letter["data"]) == set(by_page["data"])


def test_opening_the_link_does_nothing_whoever_opens_it_how_often(hall: Hall, case: Case) -> None:
    before = Entry.objects.count()
    for address in done(hall, case).values():
        for _scanner in range(3):
            assert Client().get(address).status_code == 200
            assert Client().head(address).status_code == 200
    assert state(case) == "done" and Entry.objects.count() == before + 1
    # Another site cannot send the form for whoever reads the letter.
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"text": "x"}).status_code == 403 and state(case) == "done"


def test_not_solved_asks_for_words_and_takes_a_photo(hall: Hall, case: Case) -> None:
    address = done(hall, case)["not-solved"]
    answer = Client().post(address, {"text": ""})
    assert answer.status_code == 400 and "Enter what is still wrong." in answer.content.decode()
    broken = SimpleUploadedFile("lamp.jpg", b"no picture", "image/jpeg")
    answer = Client().post(address, {"text": "Still dark.", "photo": broken})
    assert answer.status_code == 400 and "Still dark." in answer.content.decode()
    assert state(case) == "done"
    assert Client().post(address, {"text": "Still dark.", "photo": photo()}).status_code == 302
    assert state(case) == "refused" and Picture.objects.get().case_id == case.pk
    assert entry("cases.refuse_result")["data"]["channel"] == "letter"


@pytest.mark.parametrize(("first", "second"), [("solved", "not-solved"), ("not-solved", "solved")])
def test_each_answer_is_spoken_to_once(hall: Hall, case: Case, first: str, second: str) -> None:
    found = done(hall, case)
    client = Client()
    client.post(found[first], {"text": "So it is."})
    stands = state(case)
    for word in (first, second):
        for answer in (client.get(found[word]), client.post(found[word], {"text": "Again."})):
            assert answer.status_code == 410
            assert str(links.SAID) in answer.content.decode()
            assert f'href="/cases/{case.pk}/"' in answer.content.decode()
    assert state(case) == stands and Confirmation.objects.count() == 1


def test_a_link_of_an_earlier_round_does_nothing(hall: Hall, case: Case) -> None:
    old = done(hall, case)
    Client().post(old["not-solved"], {"text": "Still dark."})
    new = done(hall, case)
    assert Client().post(old["solved"], {}).status_code == 410
    assert state(case) == "done"
    assert Client().post(new["solved"], {}).status_code == 302 and state(case) == "confirmed"


def test_a_link_expires(hall: Hall, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    address = done(hall, case)["solved"]
    monkeypatch.setattr(links, "LASTS", timedelta(seconds=-1))
    answer = Client().post(address, {})
    assert answer.status_code == 410 and str(links.EXPIRED) in answer.content.decode()
    assert state(case) == "done"


def test_a_forged_link_does_nothing_and_leads_to_the_case(hall: Hall, case: Case) -> None:
    found = done(hall, case)
    other = hall.raise_case(title="Another")
    done(hall, other)
    answer = case.answers.get()
    own = Account.objects.get(pk=hall.resident.account)
    token = signing.dumps(
        [own.pk, case.pk, answer.pk, "solved", links._mark(own.email)], salt="other"
    )
    last = found["solved"].rsplit("/", 2)[1]
    for address in (
        found["solved"][:-2] + "/",
        f"/cases/{case.pk}/by-letter/solved/{token}/",
        f"/cases/{case.pk}/by-letter/solved/x/",
        f"/cases/{case.pk}/by-letter/not-solved/{last}/",
        f"/cases/{other.pk}/by-letter/solved/{last}/",
    ):
        said = Client().post(address, {"text": "x"})
        assert said.status_code == 404 and str(links.BROKEN) in said.content.decode()
    assert state(case) == state(other) == "done"


def test_a_link_made_for_somebody_else_does_nothing(hall: Hall, case: Case) -> None:
    done(hall, case)
    stranger = Account.objects.get(pk=hall.clerk.account)
    address = links.path(stranger, case.answers.get(), "solved")
    answer = Client().post(address, {})
    assert answer.status_code == 410 and str(links.NOT_YOURS) in answer.content.decode()
    assert state(case) == "done"


def test_whoever_is_signed_in_as_another_does_not_speak_for_the_raiser(
    hall: Hall, case: Case
) -> None:
    address = done(hall, case)["solved"]
    assert signed_in("clerk").post(address, {}).status_code == 403 and state(case) == "done"
    assert signed_in(hall.resident).post(address, {}).status_code == 302


def test_a_link_sent_to_a_former_address_does_nothing(hall: Hall, case: Case) -> None:
    address = done(hall, case)["solved"]
    Account.objects.filter(pk=hall.resident.account).update(email="new@example.org")
    assert Client().post(address, {}).status_code == 410 and state(case) == "done"


def test_the_question_is_replied_to_from_the_letter(hall: Hall, case: Case) -> None:
    found = asked(hall, case)
    page = Client().get(found["reply"]).content.decode()
    assert "Which lamp?" in page and found["contest"].split("/")[3] in page
    answer = Client().post(found["reply"], {"text": "The one at 12.", "photo": photo()})
    assert answer.status_code == 302 and state(case) == "open"
    said = Confirmation.objects.get()
    assert (said.verdict, said.text) == ("replied", "The one at 12.")
    assert Client().post(found["contest"], {"text": "x"}).status_code == 410


def test_the_question_is_contested_from_the_letter(hall: Hall, case: Case) -> None:
    found = asked(hall, case)
    assert Client().post(found["contest"], {"text": "It is in the title."}).status_code == 302
    assert Confirmation.objects.get().verdict == "contested"


def test_what_cannot_be_done_is_sent_back_from_the_letter(hall: Hall, case: Case) -> None:
    state_actions.decline_case.perform(hall.parks, case=case, reason="No money.")
    found = read_links()
    assert set(found) == {"not-solved"}
    assert Client().post(found["not-solved"], {"text": "There is."}).status_code == 302
    assert state(case) == "refused"


def test_once_the_body_spoke_again_the_question_is_no_longer_replied_to(
    hall: Hall, case: Case
) -> None:
    found = asked(hall, case)
    actions.answer_case.perform(hall.parks, case=case, text="We found it.")
    mail.outbox.clear()
    answer = Client().post(found["reply"], {"text": "That one."})
    assert answer.status_code == 410 and str(links.MOVED_ON) in answer.content.decode()


def test_an_erased_person_speaks_no_more(hall: Hall, case: Case) -> None:
    from commonhall.people.residents.actions import erase_me

    address = done(hall, case)["solved"]
    email = Account.objects.get(pk=hall.resident.account).email
    erase_me.perform(hall.resident, email=email)
    assert Client().post(address, {}).status_code == 410 and state(case) == "done"


def test_nothing_of_the_link_is_kept_or_told(hall: Hall, case: Case) -> None:
    answer = Client().get(done(hall, case)["solved"])
    assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_two_words_are_buttons_of_the_letter(hall: Hall, case: Case, settings: Any) -> None:
    from email import message_from_bytes, policy

    from commonhall.core.models import Letter

    settings.EMAIL_BACKEND = "commonhall.core.letters.Queue"
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    while jobs.run_one("tester"):
        pass
    last = Letter.objects.order_by("pk").last()
    assert last is not None
    read = message_from_bytes(bytes(last.message), policy=policy.default)
    html = read.get_body(("html",)).get_content()
    assert re.search(r'class="go" href="[^"]+/by-letter/solved/[^"]+">Yes, it is solved<', html)
    assert re.search(r'class="go" href="[^"]+/not-solved/[^"]+">No, it is not solved<', html)


def test_for_an_organisation_its_speaker_answers(hall: Hall) -> None:
    case = hall.raise_case(by=organisation(hall))
    address = done(hall, case)["solved"]
    assert Client().post(address, {}).status_code == 302 and state(case) == "confirmed"
