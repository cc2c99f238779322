"""Reading one message: who sent it, to which of our addresses, its words and pictures, and whether a machine did.

Everything in it is hostile. Nothing here raises for what a message contains, except `Unreadable` for one that
is no message at all; what is too much is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import Any

from commonhall.cases.mail_in import words
from commonhall.core import mail_addresses
from commonhall.core.mail_addresses import Code

MOST_PARTS = 60
MOST_PHOTOS = 6
MOST_WORDS = 200_000
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}", re.A)
# Where mail servers and people write to whom it goes. Codes are signed, so that it does not matter who wrote it.
TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
BULK = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
PERMANENT = re.compile(r"5\.\d{1,3}\.\d{1,3}")


# What the standard library raises for messages that are broken in ways nobody thought of.
FAULTS = (
    MessageError,
    RecursionError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


class Unreadable(ValueError):
    """This is no message."""


@dataclass(frozen=True)
class Attached:
    """A picture as it came."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """A message as far as we need it. automatic: why no person wrote it; failed: the status of a letter of ours
    that came back for good; left_out: how many attachments are neither text nor picture."""

    sender: str
    message_id: str
    subject: str
    text: str
    codes: tuple[Code, ...] = ()
    photos: tuple[Attached, ...] = ()
    left_out: int = 0
    automatic: str = ""
    failed: str = ""
    identity: str = field(default="", repr=False)


def read(raw: bytes, to: str = "", bounced: bool = False) -> Mail:
    """Read a message. to: the address it was delivered to; bounced: the mail server names no sender."""
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        return _read(message, to, bounced)
    except FAULTS as error:
        raise Unreadable("this is no message we can read") from error


def _read(message: Message, to: str, bounced: bool) -> Mail:
    sender = _sender(message)
    if not sender and not message.keys():
        raise Unreadable("this is no message: it has no headers")
    parts = list(_parts(message))
    plain, html, photos, left_out = _sorted(parts)
    text = words.clean(plain if plain.strip() else words.of_html(html))[:MOST_WORDS]
    codes = tuple(_codes(message, to))
    answers = bool(codes) or message.get("In-Reply-To") is not None
    return Mail(
        sender=sender,
        message_id=" ".join(str(message.get("Message-ID", "")).split())[:900],
        subject=" ".join(words.clean(_header(message, "Subject")).split()),
        text=words.written_anew(text, mail_addresses.own()) if answers else words.unsigned(text),
        codes=codes,
        photos=tuple(photos),
        left_out=left_out,
        automatic=_automatic(message, sender, bounced),
        failed=_failed(parts),
        identity=f"{_header(message, 'Date')}|{_header(message, 'Subject')}|{plain[:2000]}",
    )


# --- headers --------------------------------------------------------------------------------------
def _header(message: Message, name: str) -> str:
    """A header as text, whatever stands in it; "" where it is missing."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        found = [_decoded(part, charset) for part, charset in decode_header(str(value))]
    except (MessageError, ValueError, LookupError):
        found = [str(value)]
    return "".join(found).replace("\r", "").replace("\n", " ").strip()


def _decoded(part: bytes | str, charset: str | None) -> str:
    return part if isinstance(part, str) else words.decoded(part, charset or "")


def _sender(message: Message) -> str:
    """The one address of From; "" where there is none, or several."""
    value = " ".join(str(message.get("From", "")).split())[:1000]
    found = [address for _name, address in getaddresses([value]) if address]
    address = found[0] if len(found) == 1 else ""
    return address.lower() if ADDRESS.fullmatch(address) else ""


def _codes(message: Message, to: str) -> Iterator[Code]:
    named = [str(one)[:4000] for name in TO for one in message.get_all(name, [])[:20]]
    for address in [to, *(address for _name, address in getaddresses(named))]:
        if (code := mail_addresses.read(address)) is not None:
            yield code


def _automatic(message: Message, sender: str, bounced: bool) -> str:
    """Why a machine wrote it (RFC 3834 and what is usual besides); "" where a person may have."""
    submitted = _header(message, "Auto-Submitted").lower()
    suppress = _header(message, "X-Auto-Response-Suppress").lower()
    reasons = {
        "no-sender": not sender,
        "own": mail_addresses.is_ours(sender),
        "auto-submitted": bool(submitted) and not submitted.startswith("no"),
        "precedence": _header(message, "Precedence").lower() in BULK,
        "suppress": suppress not in ("", "none"),
        "list": bool(_header(message, "List-Id")),
        "autoreply": any(
            message.get(name) is not None
            for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
        ),
        "bounce": bounced or _header(message, "Return-Path").replace(" ", "") == "<>",
        "report": message.get_content_type() == "multipart/report",
        "daemon": sender.partition("@")[0] in {"mailer-daemon", "postmaster"},
        "spam": _header(message, "X-Spam-Flag").lower() == "yes"
        or _header(message, "X-Spam").lower() == "yes",
    }
    return next((reason for reason, so in reasons.items() if so), "")


# --- parts ----------------------------------------------------------------------------------------
def _parts(message: Message) -> Iterator[Message]:
    """The first parts, without recursion, however deep they lie; what lies in a forwarded message is not ours."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting[:0] = _within(part)
        else:
            yield part


def _within(part: Message) -> list[Message]:
    """The first messages that a part is made of."""
    content: Any = part.get_payload() if part.is_multipart() else []
    return [one for one in content[:MOST_PARTS] if isinstance(one, Message)]


def _sorted(parts: list[Message]) -> tuple[str, str, list[Attached], int]:
    """Plain text, HTML, pictures, and how many attachments are neither."""
    plain, html, left_out = "", "", 0
    photos: list[Attached] = []
    for part in parts:
        kind = part.get_content_type()
        attached = "attachment" in str(part.get("Content-Disposition", "")).lower()
        if kind == "text/plain" and not attached:
            plain = plain or _text(part)
        elif kind == "text/html" and not attached:
            html = html or _text(part)
        elif part.get_content_maintype() == "image" and len(photos) < MOST_PHOTOS:
            photos.append(Attached(f"photo.{part.get_content_subtype()[:10]}", _content(part)))
        elif kind != "message/delivery-status":
            left_out += 1
    return plain, html, photos, left_out


def _content(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    try:
        charset = part.get_content_charset() or ""
    except (LookupError, ValueError, UnicodeError):
        charset = ""
    return words.decoded(_content(part)[: 4 * MOST_WORDS], charset)


def _failed(parts: list[Message]) -> str:
    """The status with which a mail server says that a letter came back for good (RFC 3464)."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _within(part):
            status = PERMANENT.search(str(group.get("Status", "")))
            if str(group.get("Action", "")).strip().lower() == "failed" and status:
                return status[0]
    return ""


def printable(text: str) -> bool:
    """Is there anything in it to read?"""
    return any(unicodedata.category(sign)[0] in "LNPS" for sign in text)
