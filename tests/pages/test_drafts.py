"""Drafts: what is written and not sent waits for its writer, on any device, and for nobody else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from commonhall.actions import drafts, registry, timers
from commonhall.actions.models import KeptDraft, Version
from commonhall.cases.cases import actions
from commonhall.core.models import SearchText
from commonhall.people import personal_data
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.browser_kit import OpenPage, assert_accessible, assert_fits
from tests.consultations.debates import say
from tests.kit import Hall, found_hall, signed_in
from tests.law import kit

pytestmark = pytest.mark.django_db

WORDS = "The lamp at the bridge has been dark since the storm."


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def keep(
    client: Client, address: str = "/cases/new/", by_itself: bool = False, **given: Any
) -> Any:
    given = {"title": "Dark lamp", "text": WORDS, "keep_draft": "1", **given}
    headers = {"X-Keeps-Draft": "1"} if by_itself else {}
    return client.post(address, given, headers=headers)


def raise_address(client: Client) -> str:
    return reverse("cases:raise_case")


def test_it_is_gone_on_with_on_another_device_and_sending_it_deletes_it(hall: Hall) -> None:
    address = raise_address(Client())
    answer = keep(signed_in("resident"), address)
    assert answer.status_code == 302 and answer["Location"] == address
    other = signed_in("resident")
    page = other.get(address).content.decode()
    assert WORDS in page and "You kept a draft on" in page and "Dark lamp" in page
    mine = other.get("/me/").content.decode()
    assert "Drafts" in mine and "Dark lamp" in mine
    draft = KeptDraft.objects.get()
    assert address in other.get(f"/me/drafts/{draft.pk}/").content.decode()
    sent = {
        "kind": "complaint",
        "title": "Dark lamp",
        "text": WORDS,
        "category": hall.lamps.pk,
        "unit": hall.unit("north").pk,
        "asked": "1",
    }
    answer = other.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    assert not KeptDraft.objects.exists()
    assert WORDS not in other.get(address).content.decode()


def test_kept_again_it_is_one_draft(hall: Hall) -> None:
    client = signed_in("resident")
    keep(client, raise_address(client))
    keep(client, raise_address(client), text="Now it is quite another text.")
    assert KeptDraft.objects.get().values["text"] == ["Now it is quite another text."]


def test_an_answer_at_the_desk_waits_with_its_case(hall: Hall) -> None:
    case, other = hall.raise_case(), hall.raise_case(title="Another lamp")
    client = signed_in(hall.parks)
    keep(client, f"/cases/{case.pk}/answer/", text="We look into it and write again.")
    assert "We look into it" in client.get(f"/cases/{case.pk}/answer/").content.decode()
    assert "We look into it" not in client.get(f"/cases/{other.pk}/answer/").content.decode()
    page = client.get("/me/drafts/").content.decode()
    assert case.title in page and "Written under the office" in page


def test_a_comment_waits_where_it_is_written(hall: Hall) -> None:
    kit.confirmed(hall)
    case = hall.raise_case()
    say(hall.resident, case, "A first word.", "")
    client = signed_in("resident")
    given = {"about_ref": case.ref, "next": "/", "text": "Also the path is dark at night."}
    debate = client.get(reverse("consultations:debate", args=[case.ref])).content.decode()
    assert "Keep as a draft" in debate
    answer = keep(client, reverse("consultations:write_comment"), **given)
    assert answer.status_code == 302, answer.content.decode()
    assert "Also the path" in client.get(answer["Location"]).content.decode()
    draft = KeptDraft.objects.get()
    assert draft.about == case.ref
    assert answer["Location"] in client.get(f"/me/drafts/{draft.pk}/").content.decode()


def test_a_closed_case_says_so_and_shows_the_words(hall: Hall) -> None:
    case = hall.raise_case()
    client = signed_in(hall.parks)
    keep(client, f"/cases/{case.pk}/mark-done/", text="The lamp was replaced on Monday.")
    draft = KeptDraft.objects.get()
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    page = client.get(f"/me/drafts/{draft.pk}/").content.decode()
    assert "The lamp was replaced on Monday." in page
    assert "You cannot send it now" in page and "Go on writing" not in page
    assert "You cannot send it now" in client.get(f"/cases/{case.pk}/mark-done/").content.decode()


def test_what_it_was_for_is_gone(hall: Hall) -> None:
    client = signed_in("resident")
    keep(client, raise_address(client))
    KeptDraft.objects.update(action="cases.answer_case", about="cases.case:999")
    draft = KeptDraft.objects.get()
    page = client.get(f"/me/drafts/{draft.pk}/").content.decode()
    assert "no longer here" in page and WORDS in page and "Go on writing" not in page
    KeptDraft.objects.update(action="cases.unheard_of")
    assert client.get(f"/me/drafts/{draft.pk}/").status_code == 200
    assert client.get("/me/drafts/").status_code == 200


def test_the_twenty_first_is_refused_and_nothing_is_lost(hall: Hall) -> None:
    client = signed_in("resident")
    KeptDraft.objects.bulk_create(
        KeptDraft(
            account_id=hall.resident.account or 0,
            action="cases.answer_case",
            about=f"cases.case:{number}",
            values={"text": ["Words"]},
            kept_at=timezone.now(),
        )
        for number in range(drafts.MOST)
    )
    answer = keep(client, raise_address(client))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert WORDS in page and "Delete one on your page first" in page
    told = keep(client, raise_address(client), by_itself=True)
    assert told.status_code == 409 and told["Content-Type"].startswith("text/plain")
    assert KeptDraft.objects.count() == drafts.MOST


def test_a_script_is_told_in_one_line(hall: Hall) -> None:
    client = signed_in("resident")
    told = keep(client, raise_address(client), by_itself=True)
    assert told.status_code == 200 and told.content.decode().startswith("Kept as a draft at")
    empty = keep(client, raise_address(client), by_itself=True, title="", text="")
    assert empty.status_code == 409 and KeptDraft.objects.get().values["text"] == [WORDS]


def test_what_was_sent_is_not_kept_once_more_by_a_late_script(hall: Hall) -> None:
    case = hall.raise_case()
    client = signed_in(hall.parks)
    address = f"/cases/{case.pk}/note/"
    client.post(address, {"text": WORDS, "once": "one"})
    late = keep(client, address, by_itself=True, once="one")
    assert late.status_code == 409 and not KeptDraft.objects.exists()


def test_old_ones_are_forgotten(hall: Hall) -> None:
    client = signed_in("resident")
    keep(client, raise_address(client))
    KeptDraft.objects.update(kept_at=timezone.now() - timedelta(days=drafts.DAYS - 1))
    timers.forget_drafts()
    assert KeptDraft.objects.exists()
    KeptDraft.objects.update(kept_at=timezone.now() - timedelta(days=drafts.DAYS + 1))
    timers.forget_drafts()
    assert not KeptDraft.objects.exists()


def test_it_is_in_the_export_and_in_nothing_public(hall: Hall) -> None:
    entries, versions = Entry.objects.count(), Version.objects.count()
    client = signed_in("resident")
    keep(client, raise_address(client), title="Xylophone")
    assert (Entry.objects.count(), Version.objects.count()) == (entries, versions)
    assert not SearchText.objects.filter(tokens__contains="xylophone").exists()
    person = Person.objects.get(account=hall.resident.account)
    (held,) = personal_data.everything_about(person)["people"]["drafts"]
    assert held["words"]["title"] == ["Xylophone"] and "csrfmiddlewaretoken" not in held["words"]


def test_files_are_said_not_to_be_kept(hall: Hall) -> None:
    page = signed_in("resident").get(raise_address(Client())).content.decode()
    assert "A draft does not keep files" in page and "Keep as a draft" in page


def test_deleting_it_needs_no_script(hall: Hall) -> None:
    client = signed_in("resident")
    keep(client, raise_address(client))
    client.post(f"/me/drafts/{KeptDraft.objects.get().pk}/delete/")
    assert not KeptDraft.objects.exists()
    assert "You have no drafts" in client.get("/me/drafts/").content.decode()


def test_no_ballot_secret_or_proof_is_ever_kept(hall: Hall) -> None:
    taken = {code for code, one in registry.actions().items() if drafts.takes(one)}
    for code in taken:
        one = registry.actions()[code]
        assert not one.guesses and not any(asked.input.sealed for asked in one.inputs.values())
    assert {"cases.raise_case", "consultations.begin_initiative", "law.file_appeal"} <= taken
    ballots = {"decisions.vote_on_motion", "decisions.cast_ballot", "decisions.enter_signature"}
    assert not taken & ballots


def test_the_list_costs_the_same_however_long(hall: Hall) -> None:
    cases = [hall.raise_case() for _number in range(8)]
    client = signed_in(hall.parks)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/me/drafts/").status_code == 200
        return len(caught)

    for case in cases[:2]:
        keep(client, f"/cases/{case.pk}/answer/")
    client.get("/me/drafts/")
    few = queries()
    for case in cases[2:]:
        keep(client, f"/cases/{case.pk}/answer/")
    assert queries() <= few <= 10


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
def test_its_pages_are_accessible(home: Path, open_page: OpenPage, width: int) -> None:
    hall = found_hall()
    case, client = hall.raise_case(), signed_in(hall.parks)
    keep(client, f"/cases/{case.pk}/answer/", text="We look into it and write again. " * 20)
    number = KeptDraft.objects.get().pk
    for address in ("/me/drafts/", f"/me/drafts/{number}/", f"/cases/{case.pk}/answer/"):
        shown = open_page(address, client=client, width=width)
        assert_accessible(shown)
        assert_fits(shown)
        if folder := os.environ.get("PICTURES_OF_DRAFTS"):
            name = address.strip("/").replace("/", "-")
            shown.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_is_kept_by_itself_while_one_writes(home: Path, open_page: OpenPage) -> None:
    hall = found_hall()
    client = signed_in(hall.resident)
    shown = open_page(reverse("cases:raise_case"), client=client)
    shown.clock.install()
    shown.reload()
    shown.fill("textarea[name=text]", WORDS)
    shown.clock.run_for(21_000)
    expect(shown.locator("#draft-kept")).to_contain_text("Kept as a draft at")
    assert KeptDraft.objects.get().values["text"] == [WORDS]
