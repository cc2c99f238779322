"""Reading messages: what people write is found, what machines write is told apart, nothing hostile gets through."""

from __future__ import annotations

import time
from contextlib import suppress
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commonhall.cases.mail_in import words
from commonhall.cases.mail_in.reading import MOST_PHOTOS, Unreadable, read
from tests.cases.mail_kit import HALL, message, photo


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Any) -> None:
    settings.MAIL_IN = {**settings.MAIL_IN, "address": HALL}


def parsed(made: EmailMessage | bytes, **how: Any) -> Any:
    return read(made if isinstance(made, bytes) else made.as_bytes(), **how)


def test_a_message_is_read() -> None:
    mail = parsed(
        message("Dark.\n\nStill.", subject="Łódź: 路灯", photos=2, sender="Ada <Ada@Example.org>")
    )
    assert (mail.sender, mail.subject, mail.text) == (
        "ada@example.org",
        "Łódź: 路灯",
        "Dark.\n\nStill.",
    )
    assert len(mail.photos) == 2 and mail.automatic == "" and mail.left_out == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Precedence": "bulk"},
        {"Precedence": "List"},
        {"X_Auto_Response_Suppress": "OOF, AutoReply"},
        {"List_Id": "<news.example.org>"},
        {"Return_Path": "<>"},
        {"Return_Path": " < > "},
        {"X_Autoreply": "yes"},
        {"sender": HALL},
        {"sender": "Hall <HALL+r1@Town.example>"},
        {"sender": "MAILER-DAEMON@example.org"},
        {"X_Spam_Flag": "YES"},
    ],
)
def test_what_a_machine_wrote_is_told_apart(headers: dict[str, str]) -> None:
    assert parsed(message(**headers)).automatic


def test_a_person_is_not_taken_for_a_machine() -> None:
    for headers in (
        {"Auto_Submitted": "no"},
        {"X_Auto_Response_Suppress": "None"},
        {"Return_Path": "<a@b.org>"},
    ):
        assert parsed(message(**headers)).automatic == ""
    assert parsed(message(), bounced=True).automatic == "bounce"


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "a@b@c",
        "no address",
        "ada@example.org, bo@example.org",
        "<>",
        "a\x00@example.org",
        "ada@exämple.org",
    ],
)
def test_whoever_cannot_be_answered_is_nobody(sender: str) -> None:
    raw = b"From: " + sender.encode() + b"\r\nSubject: x\r\n\r\nHello"
    assert parsed(raw).automatic == "no-sender"


def test_a_header_with_a_line_break_stays_one_line() -> None:
    raw = (
        b"From: ada@example.org\r\nSubject: =?utf-8?q?Lamp=0D=0ABcc:_bo@example.org?=\r\n"
        b"Message-ID: <1@example.org>\r\n\r\nDark."
    )
    mail = parsed(raw)
    assert "\n" not in mail.subject and "\r" not in mail.subject and mail.subject.startswith("Lamp")


def test_words_are_found_in_html_alone_without_what_it_hides() -> None:
    made = message()
    made.set_content(
        "<head><title>t</title><style>p{}</style></head><p>The lamp &amp; the post</p><div>Mill&nbsp;Road<br>3</div>"
        "<script>alert(1)</script><blockquote>quoted</blockquote>",
        subtype="html",
    )
    assert parsed(made).text == "The lamp & the post\n\nMill Road\n3"


@pytest.mark.parametrize(
    "charset", ["utf-8", "iso-8859-2", "gb18030", "no-such-charset", "utf-7", "base64", "\x00"]
)
def test_a_charset_that_is_wrong_loses_nothing_else(charset: str) -> None:
    raw = (
        b"From: ada@example.org\r\nSubject: Lamp\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\nDark \xff\xfe at 12."
    )
    mail = parsed(raw)
    assert mail.text.startswith("Dark ") and mail.text.endswith("at 12.")
    mail.text.encode()


REPLIES = {
    "top": "Still dark.\n\nOn 3 May 2026 at 10:00, Harrowford <hall+r1@town.example> wrote:\n> Is it?\n> --\n> foot",
    "broken line": "Still dark.\n\nOn Sunday, 3 May 2026 at 10:00 in the morning, Harrowford\n<hall@town.example> wrote:\n\n> x",
    "head": "Still dark.\n\n发件人: 市 <hall@town.example>\n发送时间: 2026\n\nIs it?",
    "rule": "Still dark.\n\n-----Ursprüngliche Nachricht-----\nVon: jemand\n\nIs it?",
    "underscores": "Still dark.\n________________________________\nFrom: Harrowford",
    "quoted only": "> Is it?\nStill dark.",
    "said before": "Le 3 mai 2026, Harrowford a écrit :\n> Is it?\n\nStill dark.",
    "signature": "Still dark.\n-- \nAda\n+44",
}


@pytest.mark.parametrize("how", REPLIES)
def test_of_a_reply_only_what_is_new_is_kept(how: str) -> None:
    mail = parsed(message(REPLIES[how], In_Reply_To="<1@town.example>"))
    assert mail.text == "Still dark."


def test_a_first_message_keeps_what_it_quotes_but_not_the_signature() -> None:
    text = "My neighbour says:\n> dark\nI wrote to hall@town.example before.\n-- \nAda"
    assert parsed(message(text)).text == text.partition("\n-- ")[0]


def test_signs_that_hide_or_turn_text_are_taken_out() -> None:
    assert words.clean("a\x00b\u202ec\r\nd\x1b[31m") == "abc\nd[31m"


def test_a_thousand_parts_and_a_deep_nest_are_cut_short() -> None:
    wide = b"".join(b"--x\r\nContent-Type: image/jpeg\r\n\r\nzz\r\n" for _part in range(1000))
    head = b"From: ada@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    started = time.process_time()
    mail = parsed(head + wide + b"--x--\r\n")
    assert len(mail.photos) == MOST_PHOTOS
    deep = b"From: ada@example.org\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"
    for number in range(3000):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
    with suppress(Unreadable):
        assert parsed(deep + b"Content-Type: text/plain\r\n\r\nhello").photos == ()
    assert time.process_time() - started < 10


def test_a_message_within_a_message_is_not_what_somebody_wrote() -> None:
    inner = message("Secret words.", photos=1)
    made = message("See below.")
    made.add_attachment(inner)
    mail = parsed(made)
    assert mail.text == "See below." and mail.photos == () and mail.left_out == 1


def test_what_is_no_message_is_refused() -> None:
    for raw in (b"", b"\r\n\r\nhello", b"\x00\x01\x02"):
        with pytest.raises(Unreadable):
            read(raw)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400))
def test_no_message_stops_us(head: bytes, body: bytes) -> None:
    whole = b"From: ada@example.org\r\nContent-Type: " + head + b"\r\n\r\n" + body
    try:
        mail = read(whole)
    except Unreadable:
        return
    (mail.subject + mail.text + mail.sender).encode()


def test_a_photo_is_taken_from_an_inline_part_too() -> None:
    made = message()
    made.add_attachment(photo(), maintype="image", subtype="jpeg", disposition="inline")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    mail = parsed(made)
    assert len(mail.photos) == 1 and mail.left_out == 1
