"""Letters about what somebody follows: in the house's look, once a day by choice, ended with one click."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commonhall.actions import notification_letters, timers
from commonhall.actions.models import Follow, Notification
from commonhall.core import jobs
from commonhall.core.models import Beat, Letter
from commonhall.people.accounts.models import Account
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def follow(hall: Hall, account: int | None, count: int = 1) -> None:
    """Let an account follow cases that are answered then."""
    from commonhall.cases.cases import actions

    for number in range(count):
        case = hall.raise_case(title=f"<b>Lamp</b> {number}")
        Follow.objects.get_or_create(account_id=account, ref=case.ref)
        actions.answer_case.perform(hall.parks, case, text=f"We look at number {number}.")
    while jobs.run_one("test"):
        pass


@pytest.fixture
def reader(hall: Hall) -> Account:
    return Account.objects.get(pk=hall.clerk.account)


def to(account: Account) -> list[Any]:
    return [one for one in mail.outbox if one.to == [account.email]]


def stop_address(letter: Any) -> str:
    found = re.fullmatch(
        r"<https?://[^/]+(/letters/stop/[^>]+)>", letter.extra_headers["List-Unsubscribe"]
    )
    assert found and letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


def test_one_click_of_a_mail_program_ends_letters_about_this_thing(
    hall: Hall, reader: Account
) -> None:
    follow(hall, reader.pk, 2)
    first, second = to(reader)
    address = stop_address(first)
    assert address in first.body
    program = Client(enforce_csrf_checks=True)
    # Programs look at links by themselves: looking ends nothing.
    assert (
        program.get(address).status_code == 200
        and Follow.objects.filter(account=reader).count() == 2
    )
    for _again in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Follow.objects.filter(account=reader).count() == 1
    program.post(stop_address(second), {"what": "all"})
    reader.refresh_from_db()
    assert not reader.mail_notifications


def test_an_address_that_is_not_ours_ends_nothing(hall: Hall, reader: Account) -> None:
    follow(hall, reader.pk)
    address = stop_address(to(reader)[0])
    broken = address[:-3] + "xx/"
    assert Client().post(broken, {"what": "all"}).status_code == 404
    reader.refresh_from_db()
    assert reader.mail_notifications and Follow.objects.filter(account=reader).exists()


def test_who_wants_one_letter_a_day_gets_all_in_one(
    hall: Hall, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(hall.clerk).post("/me/", {"mail_notifications": "on", "mail_daily": "on"})
    follow(hall, reader.pk, 3)
    assert to(reader) == []
    morning = timezone.localtime().replace(hour=9) + timedelta(days=1)

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        timers.send_daily_letters()

    at(morning.replace(hour=5))
    assert to(reader) == []
    at(morning)
    at(morning + timedelta(minutes=5))
    (letter,) = to(reader)
    assert letter.subject.startswith("3 ")
    assert all(f"We look at number {number}." in letter.body for number in range(3))
    assert not Notification.objects.filter(account=reader, mailed_at=None).exists()
    assert Beat.objects.filter(name=timers.DONE).count() == 1


def test_one_digest_that_cannot_be_written_stops_no_other(
    hall: Hall, reader: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Account.objects.get(pk=hall.chair.account)
    Account.objects.filter(pk__in=[reader.pk, other.pk]).update(mail_daily=True)
    follow(hall, reader.pk)
    follow(hall, other.pk)
    write = notification_letters._digest

    def fails(notices: list[Notification]) -> Any:
        if notices[0].account_id == min(reader.pk, other.pk):
            raise ValueError
        return write(notices)

    monkeypatch.setattr(notification_letters, "_digest", fails)
    assert notification_letters.mail_daily() == 1
    monkeypatch.undo()
    assert notification_letters.mail_daily() == 1
    assert len(to(reader)) == len(to(other)) == 1


def test_letters_have_an_html_part_that_says_the_same(
    hall: Hall, reader: Account, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "commonhall.core.letters.Queue"
    follow(hall, reader.pk)
    kept = Letter.objects.get(address=reader.email)
    read = message_from_bytes(bytes(kept.message), policy=policy.default)
    text = read.get_body(("plain",)).get_content()
    html = read.get_body(("html",)).get_content()
    assert "<b>Lamp</b> 0" in text
    assert "&lt;b&gt;Lamp&lt;/b&gt; 0" in html and "<b>" not in html
    assert settings.SITE_NAME in html and "We look at number 0." in html
    assert 'class="go" href="' + settings.SITE_URL in html
    # Nothing is fetched when a letter is read: who reads it is nobody's business.
    assert "<img" not in html and "src=" not in html and "@import" not in html
    assert str(read["List-Unsubscribe"]).strip().startswith("<http")
