"""Letters through a real SMTP server: away and back, addresses that are refused, letters that are."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from commonhall.core import jobs, letters
from commonhall.core.models import Letter
from commonhall.people.accounts.models import Account
from commonhall.site import cli
from commonhall.ui import hall as hall_now
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
State = Letter.State


class Post:
    """A mail server that takes what it wants: `says` has its word for an address or a subject."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Any]] = []
        self.says: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        read = message_from_bytes(envelope.content, policy=policy.default)
        if (answer := self.says.get(str(read["subject"]))) is not None:
            return answer
        self.taken += [(address, read) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def counts(self) -> Counter[str]:
        """How often each address got each subject."""
        return Counter(f"{address} {read['subject']}" for address, read in self.taken)


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """A mail server that is there; `settings` name it as the hall's."""
    handler = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "commonhall.core.letters.Queue"
    settings.LETTERS_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def write(*addresses: str, subject: str = "Hello") -> None:
    EmailMessage(subject=subject, body="The lamp burns.\n", to=list(addresses)).send()


def away(settings: Any) -> Any:
    """The mail server cannot be reached while this lasts."""

    @contextlib.contextmanager
    def gone() -> Iterator[None]:
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
        yield
        settings.EMAIL_PORT = port

    return gone()


def pass_time(**span: float) -> None:
    """Let so much time pass for the letters that wait."""
    for one in Letter.objects.filter(state=State.WAITING):
        one.due_at -= timedelta(**span)
        one.made_at -= timedelta(**span)
        one.save()


def test_every_letter_arrives_once_and_its_words_are_forgotten(post: Post) -> None:
    write("ada@example.org", "bo@example.org")
    write("ada@example.org", subject="Again")
    assert not post.taken and Letter.objects.count() == 3
    assert letters.carry() == (3, False) and letters.carry() == (0, False)
    assert post.counts == {
        "ada@example.org Hello": 1,
        "bo@example.org Hello": 1,
        "ada@example.org Again": 1,
    }
    assert {bytes(one.message) for one in Letter.objects.all()} == {b""}
    read = post.taken[0][1]
    assert read.get_body(("plain",)).get_content().strip() == "The lamp burns."
    assert "<p>The lamp burns.</p>" in read.get_body(("html",)).get_content()


def test_a_letter_exists_exactly_when_what_it_tells_of_happened(post: Post) -> None:
    with contextlib.suppress(RuntimeError), transaction.atomic():
        write("ada@example.org")
        raise RuntimeError
    assert not Letter.objects.exists()


def test_a_server_that_is_away_loses_nothing(post: Post, settings: Any) -> None:
    with away(settings):
        for number in range(40):
            write("ada@example.org", subject=f"Number {number}")
        assert letters.carry() == (0, True)
        pauses = []
        for _attempt in range(4):
            first = Letter.objects.order_by("pk")[0]
            pauses.append(round((first.due_at - timezone.now()).total_seconds() / 60))
            pass_time(minutes=pauses[-1] + 1)
            letters.carry()
        assert pauses == [1, 5, 15, 60]
        assert letters.figures()["last_error"] == "ConnectionRefusedError"
    letters.try_again()
    assert letters.carry() == (40, False)
    assert set(post.counts.values()) == {1} and len(post.counts) == 40


def test_after_three_days_a_letter_is_given_up(post: Post, settings: Any) -> None:
    write("ada@example.org")
    with away(settings):
        letters.carry()
        pass_time(days=3.1)
        letters.carry()
    one = Letter.objects.get()
    assert one.state == State.GIVEN_UP and bytes(one.message)


def test_an_address_that_is_refused_stops_nobody_else(post: Post) -> None:
    post.says = {
        "gone@example.org": "550 no gone@example.org here",
        "slow@example.org": "450 later",
    }
    write("ada@example.org", "gone@example.org", "slow@example.org", "bo@example.org")
    assert letters.carry() == (2, False)
    states = dict(Letter.objects.values_list("address", "state"))
    assert states == {
        "ada@example.org": State.SENT,
        "bo@example.org": State.SENT,
        "gone@example.org": State.REFUSED,
        "slow@example.org": State.WAITING,
    }
    assert "gone@example.org" not in Letter.objects.get(state=State.REFUSED).error
    assert letters.figures()["addresses_that_take_none"] == 1
    assert letters.takes_none("gone@example.org") and not letters.takes_none("ada@example.org")
    post.says = {}
    letters.try_again()
    assert letters.carry() == (1, False) and post.counts["slow@example.org Hello"] == 1


def test_a_letter_that_is_refused_stops_no_other(post: Post) -> None:
    post.says = {"Spam": "554 not here", "Busy": "451 busy"}
    for subject in ("Spam", "Busy", "Fine"):
        write("ada@example.org", subject=subject)
    assert letters.carry() == (1, False)
    states = list(Letter.objects.order_by("pk").values_list("state", flat=True))
    assert states == [State.GIVEN_UP, State.WAITING, State.SENT]


def test_a_letter_is_carried_by_one_worker_only(post: Post) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("in memory, SQLite has one writer")
    for number in range(120):
        write("ada@example.org", subject=f"Number {number}")

    def carry() -> None:
        letters.carry()
        connection.close()

    workers = [threading.Thread(target=carry) for _worker in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    letters.carry()
    assert sum(post.counts.values()) == 120 and set(post.counts.values()) == {1}


def test_the_worker_carries_letters_and_lets_an_absent_server_alone(
    post: Post, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, start in (("_looked", -1e9), ("_alone_until", 0.0), ("_failures", 0)):
        monkeypatch.setattr(letters, name, start)
    tries: list[int] = []
    monkeypatch.setattr(letters, "carry", lambda: (tries.append(1) or 0, True))
    turns = iter(range(6))
    monkeypatch.setattr(letters, "LOOK_SECONDS", 0.0)
    jobs.work("tester", lambda: next(turns, None) is None, interval=0.0)
    assert len(tries) == 1


def test_both_forms_of_a_letter_arrive_whole(post: Post) -> None:
    letter = EmailMultiAlternatives(
        subject="Łódź: die Straße · 路灯", body="Zażółć\n", to=["ada@example.org"]
    )
    letter.attach_alternative("<p>Zażółć <b>路灯</b></p>", "text/html")
    letter.send()
    letters.carry()
    read = post.taken[0][1]
    assert str(read["subject"]) == "Łódź: die Straße · 路灯"
    assert read.get_body(("html",)).get_content().strip() == "<p>Zażółć <b>路灯</b></p>"
    assert read["message-id"]


def test_who_signs_up_while_the_server_is_away_gets_the_code_later(
    home: Any, post: Post, settings: Any
) -> None:
    with away(settings):
        answer = Client().post(
            "/account/signup/", {"email": "new@example.org", "password1": "eleven blue boats sail"}
        )
        assert answer.status_code == 302 and Account.objects.filter(email="new@example.org")
        letters.carry()
        # Who comes while it is known to be away is told so.
        other = {"email": "late@example.org", "password1": "eleven blue boats sail"}
        said = Client().post("/account/signup/", other, follow=True).content.decode()
        assert "Our mail server is not answering at the moment." in said
    letters.try_again()
    assert letters.carry() == (2, False) and set(post.counts.values()) == {1}
    address, read = post.taken[0]
    assert address == "new@example.org" and "testserver" not in read.as_string()
    text = read.get_body(("plain",)).get_content()
    assert settings.SITE_NAME in text and settings.SITE_URL in text


@pytest.fixture
def hall(home: Any) -> Hall:
    return found_hall()


def test_whose_letters_come_back_is_told_on_their_page(hall: Hall, post: Post) -> None:
    address = Account.objects.get(pk=hall.resident.account).email
    post.says = {address: "550 no such user"}
    write(address)
    letters.carry()
    page = signed_in(hall.resident).get("/me/").content.decode()
    assert "Letters to this address are being returned." in page and "/account/email/" in page
    assert letters.of_address(address)[0]["state"] == State.REFUSED
    assert letters.forget(address) == 1
    assert "come back" not in signed_in(hall.resident).get("/me/").content.decode()


def test_the_command_shows_and_proves(post: Post, settings: Any, capsys: Any) -> None:
    assert cli.main(["letters", "--test", "ada@example.org"]) == 0
    assert "1 were sent" in capsys.readouterr().out and len(post.taken) == 1
    with away(settings):
        assert cli.main(["letters", "--test", "ada@example.org"]) == 1
    assert "ConnectionRefusedError" in capsys.readouterr().out
    assert cli.main(["letters", "--retry"]) == 0
    assert len(post.taken) == 2
    settings.LETTERS_BACKEND = ""
    assert cli.main(["letters"]) == 2
    assert "COMMONHALL_EMAIL_URL" in capsys.readouterr().err


def test_old_letters_are_forgotten(post: Post) -> None:
    write("ada@example.org")
    letters.carry()
    Letter.objects.update(done_at=timezone.now() - timedelta(days=8))
    assert letters.forget_old() == 1 and not Letter.objects.exists()


def test_without_a_mail_server_nothing_is_queued(settings: Any) -> None:
    settings.LETTERS_BACKEND = ""
    assert letters.carry_due() == 0
    assert type(get_connection()).__name__ == "EmailBackend"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("", "Files"),
        ("file", "Files"),
        ("file:", "Files"),
        ("smtp://mail.example:2525", "Queue"),
        ("smtp+tls://me:word@mail.example", "Queue"),
        ("mail.example:25", "write it like smtp://host:25"),
    ],
)
def test_the_address_of_the_mail_server_is_read_or_refused(
    tmp_path: Path, given: str, wanted: str
) -> None:
    ask = "from commonhall.site import settings; print(settings.EMAIL_BACKEND)"
    environment = {"COMMONHALL_HOME": str(tmp_path), "COMMONHALL_EMAIL_URL": given}
    told = subprocess.run(
        [sys.executable, "-c", ask], env=environment, capture_output=True, text=True
    )
    assert wanted in told.stdout + told.stderr


def test_the_hall_writes_in_its_own_name_and_colour(post: Post) -> None:
    hall_now.believe(hall_now.Settled(names={"en": "Harrowford"}, colour="#22497a"))
    write("ada@example.org")
    EmailMessage(
        subject="Other", body="x", from_email="Clerk <clerk@example.org>", to=["bo@example.org"]
    ).send()
    letters.carry()
    (_one, mine), (_two, other) = sorted(post.taken, key=lambda taken: taken[0])
    assert str(mine["from"]).startswith("Harrowford <")
    assert "#22497a" in mine.get_body(("html",)).get_content()
    assert str(other["from"]) == "Clerk <clerk@example.org>"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\x0b", "\u2028"])
def test_a_line_end_in_a_subject_holds_up_nothing(post: Post, end: str) -> None:
    """Titles of what was brought in from elsewhere may hold any sign; a header may not."""
    EmailMessage(
        subject=f"The lamp{end}Bcc: eve@example.org",
        body="It\x00 is\x07 lit.",
        to=["ada@example.org"],
    ).send()
    letters.carry()
    ((_address, arrived),) = post.taken
    assert arrived["subject"] == "The lamp Bcc: eve@example.org"
    assert arrived["bcc"] is None
    assert "It is lit." in arrived.get_body(("plain",)).get_content()
