"""Mail fetched from a real IMAP server: each message once, what cannot be worked off stops no other."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.db import OperationalError

from commonhall.cases.mail_in import imap, receiving, timers
from commonhall.cases.mail_in.checks import mailbox
from commonhall.cases.mail_in.models import MailDraft
from commonhall.core import beats, clock
from commonhall.core.models import Beat
from commonhall.site import cli
from tests.cases.mail_kit import HALL, confirm_path, message, run_jobs
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db
USER, WORD = "demouser", "demopass"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mailbox:
    """The mailbox as its owner sees it, by a connection of their own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.login(USER, WORD)
        box.select("INBOX")
        return box

    def empty(self) -> None:
        box = self()
        box.store("1:*", "+FLAGS", "(\\Deleted)")
        box.expunge()
        box.logout()

    def put(self, raw: bytes) -> None:
        box = self()
        assert box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)[0] == "OK"
        box.logout()

    def count(self, which: str) -> int:
        box = self()
        found = box.search(None, which)[1][0].split()
        box.logout()
        return len(found)


def running_server(*options: str) -> Iterator[Mailbox]:
    """An IMAP server in a process of its own."""
    port = free_port()
    program = str(Path(sys.executable).parent / "pymap")
    running = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), *options, "dict", "--demo-data"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _try in range(100):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            break
        time.sleep(0.1)
    yield Mailbox(port)
    running.terminate()
    running.wait(10)


@pytest.fixture(scope="module")
def server() -> Iterator[Mailbox]:
    yield from running_server("--no-tls")


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.fixture
def box(server: Mailbox, home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    server.empty()
    monkeypatch.setattr(timers, "_alone_until", 0.0)
    settings.MAIL_IN = {
        **settings.MAIL_IN,
        "address": HALL,
        "host": "127.0.0.1",
        "port": server.port,
        "tls": "none",
        "user": USER,
        "password": WORD,
    }
    return server


@pytest.fixture
def hall(box: Mailbox) -> Hall:
    return found_hall()


def test_what_is_unread_is_worked_off_once_and_stays_in_the_mailbox(
    hall: Hall, box: Mailbox
) -> None:
    for number in range(3):
        box.put(message(f"Lamp {number}", photos=number).as_bytes())
    assert timers.fetch_mail() == 3 and timers.fetch_mail() == 0
    assert MailDraft.objects.count() == 3 and box.count("SEEN") == 3
    box.put(message("One more").as_bytes())
    assert timers.fetch_mail() == 1
    assert beats.seconds_since(timers.BEAT) is not None and list(mailbox(clock.today())) == []


def test_what_cannot_be_worked_off_stops_no_other(
    hall: Hall, box: Mailbox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_IN = {**settings.MAIL_IN, "most_bytes": 200_000}
    box.put(b"\r\n\r\nno message")
    box.put(message("x" * 300_000).as_bytes())
    box.put(message("Dark").as_bytes())
    work_off = receiving._work_off

    def breaks(mail: Any, row: Any) -> str:
        if mail.subject == "Poison":
            raise RuntimeError
        return work_off(mail, row)

    monkeypatch.setattr(receiving, "_work_off", breaks)
    box.put(message("y", subject="Poison").as_bytes())
    box.put(message("Darker").as_bytes())
    assert timers.fetch_mail() == 2 and MailDraft.objects.count() == 2
    assert box.count("FLAGGED") == 3 and timers.fetch_mail() == 0


def test_a_database_that_is_away_leaves_everything_unread(
    hall: Hall, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(message().as_bytes())

    def away(*_any: Any) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(receiving, "_work_off", away)
        with pytest.raises(OperationalError):
            timers.fetch_mail()
    assert box.count("UNSEEN") == 1 and timers.fetch_mail() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 1},
        {"password": "wrong"},
        {"folder": "No such"},
        {"tls": "tls"},
        {"tls": "starttls"},
    ],
)
def test_a_mailbox_that_is_away_is_let_alone_and_told(
    hall: Hall, box: Mailbox, settings: Any, wrong: dict[str, Any], caplog: Any
) -> None:
    right, settings.MAIL_IN = settings.MAIL_IN, {**settings.MAIL_IN, **wrong}
    box.put(message().as_bytes())
    assert timers.fetch_mail() == 0 and "cannot be read" in caplog.text
    assert WORD not in caplog.text and USER not in caplog.text
    with pytest.raises(imap.Away):
        imap.fetch()
    settings.MAIL_IN = right
    assert timers.fetch_mail() == 0
    timers._alone_until = 0.0
    assert timers.fetch_mail() == 1


def test_starttls_is_used_and_a_certificate_nobody_knows_is_not_believed(
    hall: Hall, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, key = certificate(tmp_path)
    for box in running_server("--cert", str(made), "--key", str(key)):
        settings.MAIL_IN = {**settings.MAIL_IN, "port": box.port, "tls": "starttls"}
        with pytest.raises(imap.Away, match="SSLCertVerificationError"):
            imap.fetch()
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
        found = imap._connect()
        assert found.sock.version().startswith("TLS")
        found.logout()


def test_the_doctor_says_when_no_mail_comes_in(hall: Hall, box: Mailbox, settings: Any) -> None:
    assert [one.code for one in mailbox(clock.today())] == ["mailbox-never-read"]
    timers.fetch_mail()
    beat = Beat.objects.get(name=timers.BEAT)
    Beat.objects.filter(pk=beat.pk).update(at=beat.at.replace(year=beat.at.year - 1))
    assert [one.level for one in mailbox(clock.today())] == ["fault"]
    settings.MAIL_IN = {**settings.MAIL_IN, "host": ""}
    assert list(mailbox(clock.today())) == [] and timers.fetch_mail() == 0


def test_the_command_fetches_now(hall: Hall, box: Mailbox, settings: Any, capsys: Any) -> None:
    box.put(message().as_bytes())
    assert cli.main(["mail", "poll"]) == 0 and "1 messages" in capsys.readouterr().err
    settings.MAIL_IN = {**settings.MAIL_IN, "password": "wrong"}
    assert cli.main(["mail", "poll"]) == 2


class Deliver:
    """A mail server that puts what it takes into the mailbox, as a town's does."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = (
            f"Return-Path: <{envelope.mail_from or ''}>\r\nDelivered-To: {envelope.rcpt_tos[0]}\r\n"
        )
        self.box.put(head.encode() + envelope.content)
        return "250 OK"


def test_a_letter_goes_by_smtp_into_the_mailbox_and_becomes_a_draft(
    hall: Hall, box: Mailbox
) -> None:
    port = free_port()
    controller = Controller(Deliver(box), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
            client.send_message(message("Dark.", photos=1))
            made = message("Away.", Auto_Submitted="auto-replied")
            client.sendmail("", [HALL], made.as_bytes())
    finally:
        controller.stop()
    assert timers.fetch_mail() == 2
    run_jobs()
    assert MailDraft.objects.get().photos.count() == 1
    assert len(mail.outbox) == 1 and confirm_path(mail.outbox[0])
