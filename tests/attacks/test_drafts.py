"""Drafts are their writer's alone, whatever office they were written under."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from commonhall.actions.models import KeptDraft
from commonhall.cases.cases.models import Case
from commonhall.people.accounts.models import Account
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents import actions as resident_actions
from commonhall.ui import unsent
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db

WORDS = "The lamp at the bridge has been dark since the storm."


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def kept(client: Client, address: str) -> KeptDraft:
    client.post(address, {"title": "Dark lamp", "text": WORDS, "keep_draft": "1"})
    return KeptDraft.objects.get()


def test_another_persons_draft_is_not_there(hall: Hall) -> None:
    address = reverse("cases:raise_case")
    draft = kept(signed_in("resident"), address)
    for other in (signed_in("clerk"), signed_in(hall.parks)):
        assert other.get(f"/me/drafts/{draft.pk}/").status_code == 404
        assert other.post(f"/me/drafts/{draft.pk}/delete/").status_code == 404
        assert WORDS not in other.get(address).content.decode()
        assert WORDS not in other.get("/me/drafts/").content.decode()
    assert Client().get(f"/me/drafts/{draft.pk}/").status_code == 302
    assert Client().post(f"/me/drafts/{draft.pk}/delete/").status_code == 302
    assert KeptDraft.objects.filter(pk=draft.pk).exists()


def test_looking_at_the_address_deletes_nothing(hall: Hall) -> None:
    client = signed_in("resident")
    draft = kept(client, reverse("cases:raise_case"))
    assert client.get(f"/me/drafts/{draft.pk}/delete/").status_code == 405
    assert KeptDraft.objects.exists()


def test_the_next_in_the_office_does_not_get_it_and_the_writer_keeps_it(hall: Hall) -> None:
    case = hall.raise_case()
    draft = kept(signed_in(hall.parks), f"/cases/{case.pk}/answer/")
    assert draft.office == hall.parks.ref
    terms = OfficeTerm.objects.filter(office=int(hall.parks.ref.rpartition(":")[2]))
    OfficeTerm.objects.filter(pk__in=terms)._raw_delete("default")  # type: ignore[attr-defined]
    client = signed_in("parks")
    page = client.get(f"/me/drafts/{draft.pk}/").content.decode()
    assert WORDS in page and "You wrote it under the office" in page
    assert "You cannot send it now" in page and "Go on writing" not in page
    answered = client.post(f"/cases/{case.pk}/answer/", {"text": WORDS})
    assert answered.status_code == 403
    assert Case.objects.get(pk=case.pk).state == case.state
    assert KeptDraft.objects.filter(pk=draft.pk).exists()


def test_a_secret_cannot_be_kept_by_a_forged_button(hall: Hall) -> None:
    client = signed_in("resident")
    client.post("/me/slip/", {"number": "123", "code": "SECRET", "keep_draft": "1"})
    client.post("/keys/make/", {"name": "mine", "keep_draft": "1"})
    assert not KeptDraft.objects.exists()


def test_proofs_sent_with_a_text_are_left_out(hall: Hall) -> None:
    client = signed_in("resident")
    given = {"text": WORDS, "second_factor": "123456", "password": "secret", "keep_draft": "1"}
    client.post(reverse("cases:raise_case"), given)
    assert set(KeptDraft.objects.get().values) == {"text"}


def test_what_a_script_sends_after_signing_out_is_kept_for_nobody(hall: Hall) -> None:
    client, case = Client(), hall.raise_case()
    given = {"text": WORDS, "keep_draft": "1"}
    client.post(f"/cases/{case.pk}/answer/", given, headers={unsent.BY_ITSELF: "1"})
    assert unsent.KEY not in client.session and not KeptDraft.objects.exists()


def test_what_is_kept_goes_with_the_account(hall: Hall) -> None:
    kept(signed_in("resident"), reverse("cases:raise_case"))
    resident_actions.erase_me.perform(hall.resident, words=False)
    assert not KeptDraft.objects.exists()
    assert not Account.objects.filter(email="resident@example.org").exists()
