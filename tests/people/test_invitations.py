"""Somebody without an account comes to hold an office: the letter, its link, the second factor."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.people import actors
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.invitations import letters
from commonhall.people.invitations.actions import accept_office, invite, withdraw_invitation
from commonhall.people.invitations.models import Invitation
from tests.kit import Hall, found_hall, person, signed_in


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def sent(hall: Hall) -> Invitation:
    day = clock.today()
    office = Office.objects.get(code="parks-desk")
    ends = day + timedelta(days=300)
    end_term.perform(hall.chair, office.terms.get())
    return invite.perform(hall.chair, office, email="new@example.org", starts=day, ends=ends).result


@pytest.mark.django_db
def test_the_letter_says_which_office_and_leads_to_its_page(sent: Invitation) -> None:
    letters.send_invitation.call(sent.pk)
    [letter] = mail.outbox
    assert letter.to == ["new@example.org"]
    assert sent.office.name in letter.body and sent.office.body.name in letter.body
    address = re.search(r"https?://[^/]+(/invitations/\S+)", letter.body)
    assert address
    page = Client().get(address[1]).content.decode()
    assert sent.office.name in page and "/account/signup/" in page
    assert Client().get(f"/invitations/{sent.pk}/?code=guessed").status_code == 404


@pytest.mark.django_db
def test_an_invitation_that_ended_sends_no_letter(hall: Hall, sent: Invitation) -> None:
    withdraw_invitation.perform(hall.chair, sent)
    letters.send_invitation.call(sent.pk)
    assert not mail.outbox


@pytest.mark.django_db
def test_only_the_invited_address_can_accept_and_only_then_there_is_power(
    hall: Hall, sent: Invitation
) -> None:
    code = letters.code_of(sent)
    with pytest.raises(BadInput, match="another address"):
        accept_office.perform(hall.resident, sent, code=code)
    new = person("new")
    assert len(actors.choices(new)) == 1
    term = accept_office.perform(actors.as_person(new), sent, code=code).result
    assert [one.actor.ref for one in actors.choices(new)][1:] == [sent.office.ref]
    assert (term.starts, term.ends) == (clock.today(), sent.ends)
    sent.refresh_from_db()
    assert not sent.is_open


@pytest.mark.django_db
def test_nobody_accepts_without_a_second_factor(sent: Invitation) -> None:
    person("new")
    client: Any = signed_in("new", confirmed=False)
    page = client.get(f"/invitations/{sent.pk}/?code={letters.code_of(sent)}").content.decode()
    assert "/account/2fa/" in page and "accept-office" not in page
    client.post(f"/invitations/{sent.pk}/accept-office/", {"code": letters.code_of(sent)})
    assert not OfficeTerm.objects.filter(person__account__email="new@example.org").exists()


@pytest.mark.django_db
def test_the_address_stands_neither_on_the_page_nor_in_the_record(
    hall: Hall, sent: Invitation
) -> None:
    from commonhall.record.models import Entry

    shown = Client().get(f"/bodies/{sent.office.body_id}/").content.decode()
    assert "new@example.org" not in shown
    assert not Entry.objects.filter(body__contains="new@example.org").exists()
    for holder in (hall.chair, hall.clerk):
        assert isinstance(holder, Actor)
