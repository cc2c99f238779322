"""What becomes of a message that comes in. Nobody is believed for the address in From.

An address made for one person and one case speaks for them. Everything else waits as a draft, until whoever
reads mail at the sender's address opens the link in our acknowledgement. What a machine wrote is ignored.
"""

from __future__ import annotations

import hashlib
import logging

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from commonhall.cases.by_letter import addresses, links
from commonhall.cases.by_letter.links import Unusable
from commonhall.cases.cases.models import Answer, Case
from commonhall.cases.mail_in import answers
from commonhall.cases.mail_in.models import DraftPhoto, IncomingMail, MailDraft
from commonhall.cases.mail_in.reading import Mail, printable, read
from commonhall.cases.pictures.actions import add_picture
from commonhall.core import letters, photos
from commonhall.core.mail_addresses import Code
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.accounts.models import Account

log = logging.getLogger(__name__)
Became = IncomingMail.Became
# As much as the actions take.
MOST_REPLY, MOST_TITLE, MOST_TEXT = 2000, 160, 4000


def receive(raw: bytes, to: str = "", bounced: bool = False) -> str:
    """Work off one message; what it became. Raises `Unreadable`. Harmless to repeat."""
    mail = read(raw, to, bounced)
    row, _made = IncomingMail.objects.get_or_create(key=_key(mail), defaults={"at": timezone.now()})
    if row.became:
        return row.became
    row.became = _work_off(mail, row)
    row.save(update_fields=["became"])
    log.info("A message came in: %s", row.became)
    return row.became


def _key(mail: Mail) -> str:
    whole = f"{mail.sender}|{mail.message_id or mail.identity}"
    return hashlib.sha256(whole.encode("utf-8", errors="replace")).hexdigest()


def _work_off(mail: Mail, row: IncomingMail) -> str:
    returned = next(
        (one for one in mail.codes if one.purpose == letters.RETURNED and one.fits()), None
    )
    if returned is not None:
        if mail.failed:
            letters.came_back(returned.numbers[0], mail.failed)
        return Became.BOUNCE
    if mail.automatic:
        return Became.AUTOMATIC
    if not answers.allowed("mail_in", mail.sender):
        return Became.TOO_MANY
    for code in mail.codes:
        account = addresses.account_of(code)
        if account is not None:
            return _said(mail, code, account)
    return _draft(mail, row)


# --- a word of whoever raised a case --------------------------------------------------------------
def _said(mail: Mail, code: Code, account: Account) -> str:
    """Say what an address stands for; a letter tells whether that was done."""
    case: Case | None = None
    try:
        link = _link(code, account)
        case = link.case
        given = {"text": mail.text[:MOST_REPLY].strip()}
        coming = link.action.coming(once=link.once, door="mail")
        outcome = coming.perform(link.actor, case=link.case, **given)
    except BadInput as error:
        answers.nothing_done(account, case, error.message, mail)
        return Became.UNUSABLE
    except (Unusable, Refused) as error:
        case = case or _case(code, account)
        if case is not None and _pictures(mail, account, case):
            answers.pictures_added(account, case, mail)
            return Became.WORD
        why = error.reason if isinstance(error, Unusable) else error.message
        answers.nothing_done(account, case, why, mail)
        return Became.UNUSABLE
    if not outcome.repeated:
        _pictures(mail, account, link.case)
        answers.taken(account, link.case, link.action.done, mail)
    return Became.WORD


def _link(code: Code, account: Account) -> links.Link:
    """What is said: the word of the address, or the reply to the question that waits."""
    if code.purpose != addresses.REPLY:
        return addresses.word_of(code, account)
    case = addresses.case_of(code, account)
    if case is None:
        raise Unusable(links.NOT_YOURS)
    asked = case.answers.filter(kind=Answer.Kind.ASKED).order_by("-at", "-pk").first()
    if case.state != Case.State.ASKED or asked is None:
        raise Unusable(answers.NO_QUESTION)
    return links.of(account, asked.pk, "reply")


def _case(code: Code, account: Account) -> Case | None:
    if code.purpose == addresses.REPLY:
        return addresses.case_of(code, account)
    answer = Answer.objects.filter(pk=code.numbers[1]).select_related("case").first()
    case: Case | None = answer.case if answer is not None else None
    return case if case is not None and links.speaks_for(account, case) is not None else None


def _pictures(mail: Mail, account: Account, case: Case) -> int:
    """Add the photos that came with it, as far as the case takes them; how many."""
    actor, added = links.speaks_for(account, case), 0
    for number, image in enumerate(_cleaned(mail)):
        try:
            once = f"{mail.message_id} {number}" if mail.message_id else ""
            assert actor is not None
            add_picture.coming(once=once[:200], door="mail").perform(actor, case, image=image)
        except Refused:
            break
        added += 1
    return added


def _cleaned(mail: Mail) -> list[SimpleUploadedFile]:
    """The photos that can be read, without hidden data."""
    found = []
    for one in mail.photos:
        try:
            image = photos.clean(SimpleUploadedFile(one.name, one.content))
        except BadInput:
            continue
        found.append(SimpleUploadedFile(image.name or "photo.jpg", image.read(), "image/jpeg"))
    return found


# --- a new case -----------------------------------------------------------------------------------
def _draft(mail: Mail, row: IncomingMail) -> str:
    """Keep it until its sender confirms it, and write them how. Both or neither."""
    if not (printable(mail.subject) or printable(mail.text) or mail.photos):
        return Became.AUTOMATIC
    if not answers.may_acknowledge(mail.sender):
        return Became.TOO_MANY
    images = _cleaned(mail)
    title = mail.subject if printable(mail.subject) else mail.text.partition("\n")[0]
    with transaction.atomic():
        draft = MailDraft.objects.create(
            mail=row,
            address=mail.sender,
            title=title[:MOST_TITLE].strip(),
            text=mail.text[:MOST_TEXT].strip(),
            left_out=mail.left_out + len(mail.photos) - len(images),
            at=timezone.now(),
        )
        for image in images:
            DraftPhoto.objects.create(draft=draft, image=image)
        answers.acknowledge(draft, mail)
    return Became.DRAFT
