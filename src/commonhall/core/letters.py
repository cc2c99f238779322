"""Letters by e-mail: kept in the database until the mail server has taken them.

`Queue` is the mail backend of a hall with a mail server. A letter is written inside the transaction of
what it tells of, one row an address, so it exists exactly when that happened and nothing has to wait for a
server. The worker carries them (`carry_due`): a server that is away stops all for a while, an address
that is refused stops nobody else. Pauses grow for three days; then a letter is given up.

A letter arrives at least once. It arrives twice only if the worker dies between the server's word that it
took the letter and our note of it; the Message-ID is the same then.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import filebased
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from commonhall.core import mail_addresses
from commonhall.core.letter_form import formed
from commonhall.core.models import Letter

log = logging.getLogger(__name__)
# After the first, second, … attempt that failed; the last is repeated until `GIVE_UP_AFTER`.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720)]
GIVE_UP_AFTER = timedelta(days=3)
KEEP_SENT, KEEP_FAILED = timedelta(days=7), timedelta(days=90)
# So long the words of a letter that failed are kept, so that it can be tried again.
KEEP_WORDS = timedelta(days=14)
# Who takes a letter to carry holds it so long; then it is given back.
LEASE = timedelta(minutes=5)
TOGETHER = 50
# The purpose of the address to which a letter comes back.
RETURNED = "b"
LOOK_SECONDS = 1.0
State = Letter.State
FAILED = (State.REFUSED, State.GIVEN_UP)
# How long the worker lets a server alone that was away: it must not wait for it between its other jobs.
LET_ALONE = [60.0, 120.0, 300.0, 900.0]
_looked = _alone_until = 0.0
_failures = 0


# --- putting in -----------------------------------------------------------------------------------
class Queue(BaseEmailBackend):
    """Django's mail backend that keeps letters for the worker."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each letter once an address; returns how many letters there were."""
        now, rows = timezone.now(), []
        for message in email_messages:
            whole = formed(message)
            written = whole.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
            rows += [
                Letter(
                    address=address,
                    sender=whole.from_email,
                    message=written,
                    made_at=now,
                    due_at=now,
                )
                for address in dict.fromkeys(message.recipients())
            ]
        Letter.objects.bulk_create(rows, batch_size=200)
        return len(email_messages)


class Files(filebased.EmailBackend):
    """Without a mail server letters are files, as they would be sent."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Write each letter into the folder; returns how many."""
        return int(super().send_messages([formed(one) for one in messages]) or 0)


class _Bytes:
    """A message that is written already."""

    def __init__(self, written: bytes) -> None:
        self.written = written

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\r\n") -> bytes:
        return self.written


class _Written(EmailMessage):
    """A letter as it was written, for the backend that carries it."""

    def __init__(self, letter: Letter) -> None:
        # Where mail comes in, a letter that comes back says which it was.
        back = mail_addresses.make(RETURNED, letter.pk)
        super().__init__(from_email=back or letter.sender, to=[letter.address])
        self.written = bytes(letter.message)

    def message(self, *args: Any, **kwargs: Any) -> Any:
        return _Bytes(self.written)


# --- carrying -------------------------------------------------------------------------------------
def carry_due() -> int:
    """Carry what is due, if there is a mail server; looks at most once a second. How many were sent.

    A server that was away is let alone for a while, longer each time.
    """
    global _looked, _alone_until, _failures
    now = time.monotonic()
    if not getattr(settings, "LETTERS_BACKEND", "") or now < max(
        _looked + LOOK_SECONDS, _alone_until
    ):
        return 0
    _looked = now
    sent, away = carry()
    _failures = _failures + 1 if away else 0
    if away:
        _alone_until = time.monotonic() + LET_ALONE[min(_failures, len(LET_ALONE)) - 1]
    return sent


def carry() -> tuple[int, bool]:
    """Carry every letter that is due; (how many were sent, whether the server was away)."""
    sent = 0
    while taken := _take():
        carrier = get_connection(settings.LETTERS_BACKEND)
        left = list(taken)
        try:
            carrier.open()
            while left:
                sent += _carry(carrier, left[0])
                left.pop(0)
        except OSError as error:
            log.warning("The mail server is away: %s", type(error).__name__)
            _later(left, type(error).__name__)
            return sent, True
        finally:
            _close(carrier)
    return sent, False


def prove(message: EmailMessage) -> str:
    """Send a letter to one address at once; what the mail server said against it, or "". It is counted as others are."""
    with transaction.atomic():
        Queue().send_messages([message])
        letter = Letter.objects.filter(address=message.to[0]).order_by("-pk")[0]
        # Held, so that no worker takes it meanwhile.
        Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now() + LEASE)
    carrier = get_connection(settings.LETTERS_BACKEND)
    try:
        carrier.open()
        _carry(carrier, letter)
    except OSError as error:
        _later([letter], type(error).__name__)
        return _said(error)
    finally:
        _close(carrier)
    letter.refresh_from_db()
    return "" if letter.state == State.SENT else letter.error


def _said(error: OSError) -> str:
    """What a mail server or the way to it answered, for those who run the hall."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {words}"[:200]
    return f"{type(error).__name__}: {error.strerror or error}"[:200]


def _take() -> list[Letter]:
    """The next letters that are due, held for a while so that no other worker takes them."""
    now = timezone.now()
    if not Letter.objects.filter(state=State.WAITING, due_at__lte=now).exists():
        # SQLite has one writer: asking for nothing must not stand in its way.
        return []
    with transaction.atomic():
        due = Letter.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        taken = list(due[:TOGETHER])
        Letter.objects.filter(pk__in=[one.pk for one in taken]).update(due_at=now + LEASE)
    return taken


def _carry(carrier: Any, letter: Letter) -> int:
    """Send one letter. 1 if the server took it. Raises OSError where the server is away or wants none."""
    try:
        carrier.send_messages([_Written(letter)])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _failed(letter, code, said, forever=State.REFUSED)
    except smtplib.SMTPDataError as error:
        _failed(letter, error.smtp_code, error.smtp_error, forever=State.GIVEN_UP)
    except OSError:
        # Every other exception of smtplib is one, too: who we are, or that we come at all, is refused.
        raise
    except Exception as error:
        # Whatever is wrong with this one must not stop the others.
        log.exception("Letter %s cannot be sent", letter.pk)
        _done(letter, State.GIVEN_UP, type(error).__name__)
    else:
        _done(letter, State.SENT)
        return 1
    return 0


def _done(letter: Letter, state: str, error: str = "") -> None:
    """It needs no more carrying. The words of one that was sent are forgotten at once."""
    words = {"message": b""} if state == State.SENT else {}
    Letter.objects.filter(pk=letter.pk).update(
        **words,
        state=state,
        error=error,
        attempts=letter.attempts + 1,
        done_at=timezone.now(),
    )


def _failed(letter: Letter, code: int, said: bytes | str, forever: str) -> None:
    """The server refused this letter: for ever (5xx), or for now."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    error = f"{code} {words}".replace(letter.address, "…")[:200]
    if code >= 500:
        _done(letter, forever, error)
    else:
        _later([letter], error)


def came_back(number: int, status: str) -> bool:
    """A mail server says, after it had taken a letter, that its address takes none. Was it one of ours?"""
    sent = Letter.objects.filter(pk=number, state__in=[State.SENT, State.WAITING])
    return bool(
        sent.update(state=State.REFUSED, error=status[:200], message=b"", done_at=timezone.now())
    )


def _later(letters: Iterable[Letter], error: str) -> None:
    """Try these again after their next pause, or give them up."""
    now = timezone.now()
    for letter in letters:
        if now - letter.made_at >= GIVE_UP_AFTER:
            _done(letter, State.GIVEN_UP, error)
            continue
        pause = PAUSES[min(letter.attempts, len(PAUSES) - 1)]
        Letter.objects.filter(pk=letter.pk).update(
            due_at=now + pause, attempts=letter.attempts + 1, error=error
        )


def _close(carrier: Any) -> None:
    try:
        carrier.close()
    except OSError:
        log.info("The mail server went away before we said goodbye")


# --- looking --------------------------------------------------------------------------------------
def figures() -> dict[str, Any]:
    """How the letters stand: how many in each state, since when the oldest waits, what was said last."""
    found: dict[str, Any] = {
        state: Letter.objects.filter(state=state).count() for state in State.values
    }
    waiting = Letter.objects.filter(state=State.WAITING)
    oldest, first = waiting.order_by("made_at").first(), waiting.order_by("due_at").first()
    found["oldest_waits_since"] = oldest.made_at.isoformat() if oldest else None
    found["next_attempt"] = first.due_at.isoformat() if first else None
    last = waiting.exclude(error="").order_by("-due_at").first()
    found["addresses_that_take_none"] = come_back()
    found["last_error"] = last.error if last else ""
    return found


def delayed() -> bool:
    """Whether letters wait because the mail server did not take the last one it was given."""
    return Letter.objects.filter(state=State.WAITING, attempts__gt=0).exists()


def come_back() -> int:
    """To how many addresses the last letter came back for good."""
    return dead().count()


def takes_none(address: str) -> bool:
    """Whether the last letter to this address came back for good."""
    last = Letter.objects.filter(address=address).exclude(state=State.WAITING).order_by("-done_at")
    state = last.values_list("state", flat=True).first()
    return state == State.REFUSED


def of_address(address: str) -> list[dict[str, str]]:
    """What is kept of letters to an address."""
    rows = Letter.objects.filter(address=address).order_by("pk")
    return [{"made": row.made_at.isoformat(), "state": str(row.state)} for row in rows]


def try_again() -> int:
    """Try every waiting letter now; how many wait."""
    return Letter.objects.filter(state=State.WAITING).update(due_at=timezone.now())


def failed() -> QuerySet[Letter]:
    """Letters that came back or were given up, and whose words are still there to try them again."""
    return Letter.objects.filter(state__in=FAILED).exclude(message=b"")


def try_failed_again() -> int:
    """Let every letter that failed wait anew; how many."""
    now = timezone.now()
    return failed().update(
        state=State.WAITING, made_at=now, due_at=now, attempts=0, error="", done_at=None
    )


def dead() -> QuerySet[Letter]:
    """The last letter to each address that takes none, the latest first."""
    last = Letter.objects.filter(address=OuterRef("address")).exclude(state=State.WAITING)
    newest = Subquery(last.order_by("-done_at", "-pk").values("pk")[:1])
    refused = Letter.objects.filter(state=State.REFUSED)
    return refused.annotate(newest=newest).filter(pk=F("newest")).order_by("-done_at", "-pk")


def forget(address: str) -> int:
    """Delete every letter to an address."""
    return int(Letter.objects.filter(address=address).delete()[0])


def forget_old() -> int:
    """Delete what is known of letters that ended well or badly long ago."""
    now = timezone.now()
    sent = Letter.objects.filter(state=State.SENT, done_at__lt=now - KEEP_SENT).delete()[0]
    failed().filter(done_at__lt=now - KEEP_WORDS).update(message=b"")
    old = Letter.objects.filter(state__in=FAILED, done_at__lt=now - KEEP_FAILED).delete()[0]
    return int(sent + old)
