"""Mail that comes in: a case once its sender confirms it, a word to one answer, a bounce; nothing by a forged From."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import OperationalError
from django.test import Client
from PIL import Image

from commonhall.cases.by_letter import addresses
from commonhall.cases.cases import actions, state_actions
from commonhall.cases.cases.models import Case, Confirmation
from commonhall.cases.mail_in import answers, drafts, receiving
from commonhall.cases.mail_in.models import DraftPhoto, IncomingMail, MailDraft
from commonhall.cases.pictures.models import Picture
from commonhall.core import letters, mail_addresses
from commonhall.core.models import Letter
from commonhall.people.accounts.models import Account
from commonhall.record.models import Entry
from commonhall.site import cli
from tests.cases.mail_kit import (
    CITIZEN,
    HALL,
    confirm_path,
    message,
    only_letter,
    photo,
    run_jobs,
    take_in,
)
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, settings: Any) -> Hall:
    settings.MAIL_IN = {**settings.MAIL_IN, "address": HALL}
    return found_hall()


@pytest.fixture
def case(hall: Hall) -> Case:
    case = hall.raise_case(title="The lamp is dark")
    run_jobs()
    mail.outbox.clear()
    return case


def own(hall: Hall) -> Account:
    return Account.objects.get(pk=hall.resident.account)


def filled(hall: Hall, **given: Any) -> dict[str, Any]:
    chosen = {"kind": "complaint", "title": "The lamp is dark", "category": str(hall.lamps.pk)}
    return {**chosen, "unit": str(hall.unit("north").pk), "text": "For a week.", **given}


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


# --- a new case -----------------------------------------------------------------------------------
def test_a_message_becomes_a_case_once_its_sender_confirms_it(hall: Hall) -> None:
    before = Entry.objects.count()
    assert take_in(message(photos=2)) == "draft"
    letter = only_letter()
    assert letter.to == [CITIZEN] and letter.extra_headers["Auto-Submitted"] == "auto-replied"
    assert not Case.objects.exists() and Entry.objects.count() == before
    address, client = confirm_path(letter), Client()
    for _scanner in range(2):
        page = client.get(address).content.decode()
    assert 'value="The lamp is dark"' in page and "It has been dark for a week." in page
    photos = re.findall(r'src="(/cases/by-mail/[^"]+\.jpg)"', page)
    assert len(photos) == 2 and not Case.objects.exists()
    shown = Image.open(io.BytesIO(b"".join(client.get(photos[0]).streaming_content)))
    assert shown.size == (40, 30) and not shown.getexif()

    answer = client.post(address, filled(hall))
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.pk}/")
    assert (case.channel, case.title, case.text) == ("mail", "The lamp is dark", "For a week.")
    account = Account.objects.get(email=CITIZEN)
    assert case.person is not None and case.person.account_id == account.pk and case.photo
    assert Picture.objects.filter(case=case).count() == 1
    assert not account.has_usable_password()
    assert EmailAddress.objects.get(user=account).verified
    # Nothing of the message is left besides the case; the link leads there, and raises no second one.
    draft = MailDraft.objects.get()
    assert (draft.address, draft.title, draft.text, draft.case_id) == ("", "", "", case.pk)
    assert not DraftPhoto.objects.exists()
    for again in (client.get(address), client.post(address, filled(hall))):
        assert again["Location"] == f"/cases/{case.pk}/"
    assert Case.objects.count() == 1


def test_nobody_is_believed_for_an_address_in_from(hall: Hall, case: Case) -> None:
    actions.mark_done.perform(hall.parks, case, text="A new lamp.")
    run_jobs()
    mail.outbox.clear()
    forged = message("It is solved.", sender=own(hall).email, subject=f"Re: {case.pk}")
    assert take_in(forged) == "draft" and state(case) == "done"
    assert only_letter().to == [own(hall).email]
    assert not Confirmation.objects.exists()


def test_what_is_missing_is_named_and_nothing_is_lost(hall: Hall) -> None:
    take_in(message())
    address = confirm_path(only_letter())
    answer = Client().post(address, filled(hall, category="", text="For a week, and more."))
    assert answer.status_code == 400 and "For a week, and more." in answer.content.decode()
    assert MailDraft.objects.get().case is None
    answer = Client().post(address, filled(hall, unit=""))
    assert (
        answer.status_code == 400
        and "Choose a point on the map, or a district" in answer.content.decode()
    )
    assert Client(enforce_csrf_checks=True).post(address, filled(hall)).status_code == 403
    assert not Case.objects.exists()


def test_the_sender_can_delete_it(hall: Hall) -> None:
    take_in(message(photos=1))
    address = confirm_path(only_letter())
    name = DraftPhoto.objects.get().image.name
    assert Client().post(address, {"do": "delete"}).status_code == 302
    assert not MailDraft.objects.exists() and Client().get(address).status_code == 410
    assert not DraftPhoto.objects.filter(image=name).exists()


@pytest.mark.django_db(transaction=True)
def test_what_nobody_confirms_is_forgotten_with_its_files(hall: Hall) -> None:
    take_in(message(photos=1))
    address = confirm_path(only_letter())
    image = DraftPhoto.objects.get().image
    assert image.storage.exists(image.name) and drafts.forget_old() == 0
    MailDraft.objects.update(at=MailDraft.objects.get().at - timedelta(days=15))
    assert drafts.forget_old() == 1 and not image.storage.exists(image.name)
    assert Client().get(address).status_code == 410


def test_a_forged_link_shows_nothing(hall: Hall) -> None:
    take_in(message(photos=1))
    address = confirm_path(only_letter())
    assert Client().get(address[:-2] + "/").status_code == 410
    page = Client().get(address).content.decode()
    image = re.findall(r'src="(/cases/by-mail/[^"]+\.jpg)"', page)[0]
    assert Client().get(image.replace(address, address[:-2] + "/")).status_code == 404


def test_who_has_an_account_raises_it_there(hall: Hall) -> None:
    take_in(message(sender=own(hall).email))
    address = confirm_path(only_letter())
    assert signed_in("clerk").post(address, filled(hall)).status_code == 403
    Client().post(address, filled(hall))
    assert Case.objects.get().person_id == hall.resident.person
    assert own(hall).has_usable_password()


def test_an_account_that_was_never_confirmed_is_no_trap(hall: Hall) -> None:
    trap = Account.objects.create_user(CITIZEN, "the trapper's pass phrase")
    EmailAddress.objects.create(user=trap, email=CITIZEN, verified=False, primary=True)
    take_in(message())
    Client().post(confirm_path(only_letter()), filled(hall))
    trap.refresh_from_db()
    assert Case.objects.get().person.account_id == trap.pk  # type: ignore[union-attr]
    assert not trap.has_usable_password() and trap.credentials == 1


def test_what_cannot_be_read_as_a_photo_is_left_out_and_said(hall: Hall) -> None:
    made = message(photos=1)
    made.add_attachment(b"GIF89a broken", maintype="image", subtype="gif", filename="x.gif")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="x.pdf")
    take_in(made)
    assert DraftPhoto.objects.count() == 1 and MailDraft.objects.get().left_out == 2
    assert "2 attachments were left out" in only_letter().body


def test_hostile_words_are_shown_as_words(hall: Hall) -> None:
    take_in(message("<script>alert(1)</script>", subject='"><img src=x onerror=alert(1)>'))
    page = Client().get(confirm_path(only_letter())).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


# --- machines, loops, floods ----------------------------------------------------------------------
def test_what_a_machine_wrote_is_ignored(hall: Hall) -> None:
    for made in (
        message(Auto_Submitted="auto-replied"),
        message(Precedence="bulk"),
        message(sender=HALL),
    ):
        assert take_in(made) == "automatic"
    assert take_in(message(), bounced=True) == "automatic"
    assert mail.outbox == [] and not MailDraft.objects.exists()


def test_our_own_letters_that_come_back_make_no_loop(hall: Hall) -> None:
    take_in(message())
    letter = only_letter().message()
    assert take_in(letter.as_bytes()) == "automatic" and mail.outbox == []


def test_the_same_message_acts_once(hall: Hall) -> None:
    made = message()
    assert [take_in(made) for _again in range(3)] == ["draft"] * 3
    assert len(mail.outbox) == 1 and MailDraft.objects.count() == IncomingMail.objects.count() == 1
    # Without a Message-ID it is known by what it says.
    del made["Message-ID"]
    assert take_in(made) == take_in(made) == "draft" and MailDraft.objects.count() == 2


def test_nobody_is_flooded_by_our_acknowledgements(hall: Hall, settings: Any) -> None:
    settings.RATE_LIMITS = {"mail_in": "10/h", "mail_in_drafts": "2/d", "mail_in_all": "4/h"}
    became = [take_in(message()) for _number in range(4)]
    assert became == ["draft", "draft", "too_many", "too_many"]
    others = [take_in(message(sender=f"n{number}@example.org")) for number in range(4)]
    assert others == ["draft", "draft", "too_many", "too_many"] and len(mail.outbox) == 4


def test_a_header_cannot_be_put_into_our_answer(hall: Hall) -> None:
    raw = (
        b"From: new@example.org\r\nTo: hall@town.example\r\nSubject: =?utf-8?q?x=0D=0ABcc:_bo@example.org?=\r\n"
        b"Message-ID: =?utf-8?q?<1=0D=0ABcc:_bo@example.org>?=\r\n\r\nDark."
    )
    assert take_in(raw) == "draft"
    letter = only_letter()
    assert letter.recipients() == [CITIZEN]
    assert (
        "bo@example.org" not in letter.message().as_string()
        and "In-Reply-To" not in letter.extra_headers
    )


# --- a word to one answer -------------------------------------------------------------------------
def done(hall: Hall, case: Case) -> Any:
    actions.mark_done.perform(hall.parks, case, text="A new lamp.")
    run_jobs()
    return only_letter()


def address_after(letter: Any, label: str) -> str:
    found = re.search(rf"{re.escape(label)}\n(\S+@\S+)", letter.body)
    assert found
    return found[1]


SOLVED, NOT = "If it is solved, write to:", "If it is not solved, write to:"


def test_solved_is_said_by_e_mail_from_anywhere(hall: Hall, case: Case) -> None:
    to = address_after(done(hall, case), SOLVED)
    quoted = f"Thank you!\n\nOn 3 May, Testford <{to}> wrote:\n> Is it?"
    assert (
        take_in(message(quoted, to=f"Testford <{to.upper()}>", sender="other@example.org"))
        == "word"
    )
    said = Confirmation.objects.get()
    assert (said.verdict, said.text, state(case)) == ("solved", "Thank you!", "confirmed")
    answer = only_letter()
    assert (
        answer.to == [own(hall).email]
        and "Solved, according to the person who raised it" in answer.body
    )
    # Once: the same address says nothing more.
    assert take_in(message("Again.", to=to)) == "unusable"
    assert Confirmation.objects.count() == 1 and "changed nothing" in only_letter().subject


def test_not_solved_is_said_with_words_and_photos(hall: Hall, case: Case) -> None:
    to = address_after(done(hall, case), NOT)
    assert take_in(message("", to=to)) == "unusable"
    letter = only_letter()
    assert "Enter what is still wrong." in letter.body and "/by-letter/not-solved/" in letter.body
    assert state(case) == "done"
    assert take_in(message("Still dark.", to=to, photos=2)) == "word"
    assert state(case) == "refused" and Picture.objects.filter(case=case).count() == 2


def test_the_question_is_replied_to_by_replying_to_the_letter(hall: Hall, case: Case) -> None:
    state_actions.ask_raiser.perform(hall.parks, case, question="Which lamp?")
    run_jobs()
    letter = only_letter()
    (to,) = letter.reply_to
    assert mail_addresses.read(to) and "Or just reply to this letter." in letter.body
    reply = message(f"The one at 12.\n\nOn 3 May, Testford <{HALL}> wrote:\n> Which lamp?", to=to)
    assert take_in(reply) == "word"
    said = Confirmation.objects.get()
    assert (said.verdict, said.text, state(case)) == ("replied", "The one at 12.", "open")
    assert take_in(message("And another thing.", to=to)) == "unusable"
    assert str(answers.NO_QUESTION) in mail.outbox[-1].body


def test_the_letter_that_a_case_arrived_can_be_replied_to(hall: Hall) -> None:
    case = hall.raise_case()
    run_jobs()
    (to,) = only_letter().reply_to
    assert to == addresses.reply_to(own(hall), case)


def test_photos_are_added_though_nobody_asked(hall: Hall, case: Case) -> None:
    to = addresses.reply_to(own(hall), case)
    assert take_in(message("Look.", to=to, photos=1)) == "word"
    assert Picture.objects.get().case_id == case.pk
    assert only_letter().subject == "We have your photos"


def test_an_automatic_reply_to_the_address_says_nothing(hall: Hall, case: Case) -> None:
    to = address_after(done(hall, case), SOLVED)
    assert take_in(message("I am away.", to=to, Auto_Submitted="auto-replied")) == "automatic"
    assert state(case) == "done" and mail.outbox == []


def test_an_address_that_is_forged_or_anothers_is_not_believed(hall: Hall, case: Case) -> None:
    to = address_after(done(hall, case), SOLVED)
    local, _at, domain = to.partition("@")
    other = Account.objects.get(pk=hall.clerk.account)
    answer = case.answers.get()
    for forged in (
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        to.replace("+s", "+n"),
        mail_addresses.make("s", own(hall).pk, answer.pk),
        addresses.word_to(other, answer, "s"),
        "hall+s1-1-" + "a" * 24 + "@town.example",
        "hall+s" + "z" * 13 + "-1-" + "a" * 24 + "@town.example",
    ):
        became = take_in(message("Yes.", to=forged))
        assert became in {"draft", "unusable"}, forged
    assert state(case) == "done" and not Confirmation.objects.exists()


def test_an_address_made_for_a_former_e_mail_address_is_not_believed(
    hall: Hall, case: Case
) -> None:
    to = address_after(done(hall, case), SOLVED)
    Account.objects.filter(pk=hall.resident.account).update(email="moved@example.org")
    assert take_in(message("Yes.", to=to)) == "draft" and state(case) == "done"


def test_only_whoever_raised_it_gets_an_address_to_reply_to(hall: Hall, case: Case) -> None:
    from commonhall.actions.models import Follow

    Follow.objects.create(account_id=hall.clerk.account, ref=case.ref)
    actions.answer_case.perform(hall.parks, case, text="Soon.")
    run_jobs()
    found = {one.to[0]: one.reply_to for one in mail.outbox}
    clerk = Account.objects.get(pk=hall.clerk.account).email
    assert found[clerk] == [] and mail_addresses.read(found[own(hall).email][0])


def test_without_mail_coming_in_letters_name_no_address(
    hall: Hall, case: Case, settings: Any
) -> None:
    settings.MAIL_IN = {**settings.MAIL_IN, "address": ""}
    letter = done(hall, case)
    assert letter.reply_to == [] and "by e-mail, with your own words" not in letter.body
    assert addresses.reply_to(own(hall), case) == ""


def test_the_secret_may_be_changed(hall: Hall, case: Case, settings: Any) -> None:
    to = address_after(done(hall, case), SOLVED)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough to be one"
    assert take_in(message("Yes.", to=to)) == "word" and state(case) == "confirmed"


def test_addresses_fit_into_what_mail_servers_take(hall: Hall) -> None:
    made = mail_addresses.make("s", 2**40, 2**40)
    assert len(made.partition("@")[0]) <= 64 and mail_addresses.read(made).fits()  # type: ignore[union-attr]
    assert mail_addresses.read(made).numbers == (2**40, 2**40)  # type: ignore[union-attr]


# --- letters that come back -----------------------------------------------------------------------
def bounce(to: str, status: str = "5.1.1", action: str = "failed") -> EmailMessage:
    made = message(
        "Your letter could not be delivered.", sender="MAILER-DAEMON@mx.example.org", to=to
    )
    made["Auto-Submitted"] = "auto-replied"
    report = EmailMessage()
    report["Content-Type"] = "message/delivery-status"
    text = (
        "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; gone@example.org\n"
        f"Action: {action}\nStatus: {status}\n"
    )
    raw = (
        f"From: MAILER-DAEMON@mx.example.org\nTo: {to}\nSubject: Undelivered\nAuto-Submitted: auto-replied\n"
        f"Message-ID: <{status}-{action}-{to}>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        f"--x\nContent-Type: text/plain\n\nSorry.\n--x\nContent-Type: message/delivery-status\n\n{text}\n--x--\n"
    )
    from email import message_from_string, policy

    return message_from_string(raw, policy=policy.default)  # type: ignore[return-value]


def sent_letter(address: str) -> Letter:
    from django.utils import timezone

    now = timezone.now()
    return Letter.objects.create(
        address=address, sender=HALL, state="sent", made_at=now, due_at=now, done_at=now
    )


def test_a_letter_that_comes_back_marks_its_address_dead(hall: Hall) -> None:
    one = sent_letter(own(hall).email)
    to = mail_addresses.make(letters.RETURNED, one.pk)
    assert take_in(bounce(to, "4.4.7", "delayed"), bounced=True) == "bounce"
    assert not letters.takes_none(one.address)
    assert take_in(bounce(to), bounced=True) == "bounce"
    one.refresh_from_db()
    assert (one.state, one.error) == ("refused", "5.1.1") and letters.takes_none(one.address)
    assert mail.outbox == []
    page = signed_in(hall.resident).get("/me/").content.decode()
    assert "Letters to this address are being returned." in page


def test_nobody_can_mark_anothers_address_dead(hall: Hall) -> None:
    one = sent_letter(own(hall).email)
    to = mail_addresses.make(letters.RETURNED, one.pk)
    for forged in (HALL, to.replace(to[-20:-16], "aaaa"), mail_addresses.make("b", one.pk + 1)):
        take_in(bounce(forged), bounced=True)
    assert not letters.takes_none(one.address)


# --- the command ----------------------------------------------------------------------------------
@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a message to `commonhall mail receive`; its exit code."""

    def give(raw: bytes, *options: str) -> int:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        return cli.main(["mail", "receive", *options])

    return give


def test_the_pipe_takes_a_message_and_says_so_as_mail_servers_expect(
    hall: Hall, pipe: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert pipe(message().as_bytes()) == 0 and MailDraft.objects.count() == 1
    assert pipe(message().as_bytes(), "--from", "") == 0 and MailDraft.objects.count() == 1
    assert pipe(b"") == 65

    def away(*_any: Any) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(receiving, "_work_off", away)
        made = message()
        assert pipe(made.as_bytes()) == 75
    assert pipe(made.as_bytes()) == 0 and MailDraft.objects.count() == 2
    settings.MAIL_IN = {**settings.MAIL_IN, "most_bytes": 1024 * 1024}
    assert pipe(message(photos=0).as_bytes() + b"x" * 10 * 1024 * 1024) == 65
    settings.MAIL_IN = {**settings.MAIL_IN, "address": ""}
    assert pipe(message().as_bytes()) == 78
    assert "COMMONHALL_MAIL_IN" in capsys.readouterr().err


def test_to_whom_it_was_delivered_can_be_said_beside_the_message(
    hall: Hall, case: Case, pipe: Any
) -> None:
    to = address_after(done(hall, case), SOLVED)
    assert pipe(message("Yes.").as_bytes(), "--to", to) == 0 and state(case) == "confirmed"


def test_wrong_settings_are_told_to_the_mail_server(tmp_path: Path) -> None:
    environment = {"COMMONHALL_HOME": str(tmp_path), "COMMONHALL_MAIL_IN": "no address"}
    told = subprocess.run(
        [sys.executable, "-m", "commonhall.site.cli", "mail", "receive"],
        env=environment,
        input=b"",
        capture_output=True,
    )
    assert told.returncode == 78 and b"COMMONHALL_MAIL_IN" in told.stderr


def test_erasing_a_person_deletes_what_they_sent_and_did_not_confirm(hall: Hall) -> None:
    from commonhall.people.residents.actions import erase_me

    take_in(message(sender=own(hall).email, photos=1))
    held = signed_in(hall.resident).get("/me/data/").content.decode()
    assert "Messages I sent and have not confirmed" in held
    erase_me.perform(hall.resident, email=own(hall).email)
    assert not MailDraft.objects.exists() and not DraftPhoto.objects.exists()


def test_a_photo_says_nothing_of_where_it_was_taken() -> None:
    assert Image.open(io.BytesIO(photo())).getexif()
