"""What waits until its sender confirms it: making it a case, and forgetting it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from commonhall.actions.actors import Kind
from commonhall.actions.gate import Outcome
from commonhall.cases.cases.actions import raise_case
from commonhall.cases.cases.models import Case
from commonhall.cases.mail_in.answers import LASTS
from commonhall.cases.mail_in.models import DraftPhoto, IncomingMail, MailDraft
from commonhall.cases.pictures.actions import add_picture
from commonhall.cases.written.actions import RIGHT, confirm_written_case
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.queries import RIGHTS
from commonhall.people.accounts.by_mail import account_of
from commonhall.people.actors import as_person, person_of

# So long it is known which messages were seen, so that none acts twice.
SEEN = LASTS * 3


def confirm(draft: MailDraft, given: dict[str, Any]) -> Outcome[Case]:
    """Raise the case as the person who reads mail at the sender's address. Raises what the gate raises."""
    actor = as_person(person_of(account_of(draft.address)))
    images = list(draft.photos.order_by("pk"))
    if images:
        given = {**given, "photo": _content(images[0]), "photo_words": images[0].words}
    # A case written on the page came by the page; nobody is signed in either way.
    channel = Case.Channel.WEB if draft.mail_id is None else Case.Channel.MAIL
    named = f"mail {draft.mail_id}" if draft.mail_id else f"draft {draft.pk} {draft.at.isoformat()}"
    given = {**given, "channel": channel.value}
    if draft.mail_id is None:
        outcome = confirm_written_case.coming(once=named, door="mail").perform(actor, given=given)
    else:
        outcome = raise_case.coming(once=named, door="mail").perform(actor, **given)
    for number, photo in enumerate(images[1:]):
        once = f"{named} {number}"
        try:
            add_picture.coming(once=once, door="mail").perform(
                actor, outcome.result, image=_content(photo), words=photo.words
            )
        except Refused:
            # As many as a case takes.
            break
    _empty(draft)
    MailDraft.objects.filter(pk=draft.pk).update(
        case=outcome.result, address="", title="", text="", given={}
    )
    return outcome


def written_allowed() -> bool:
    """Does the law let people raise cases without an account, by a letter to confirm?"""
    return bool(RIGHTS.rows(right=RIGHT, holder=Kind.PERSON.value, day=clock.today()))


def _content(photo: DraftPhoto) -> ContentFile[bytes]:
    with photo.image.open("rb") as file:
        return ContentFile(file.read(), name=str(photo.image.name).rpartition("/")[2])


def _empty(draft: MailDraft) -> None:
    """The photos go, with their files."""
    names = list(draft.photos.values_list("image", flat=True))
    draft.photos.all().delete()
    storage = DraftPhoto._meta.get_field("image").storage
    for name in names:
        transaction.on_commit(partial(storage.delete, name))


def forget(draft: MailDraft) -> None:
    """Delete it with its photos."""
    _empty(draft)
    draft.delete()


def forget_old() -> int:
    """Delete what nobody confirmed, and what is known of messages that cannot come again; how many drafts."""
    now = timezone.now()
    old = list(MailDraft.objects.filter(at__lt=now - LASTS))
    for draft in old:
        forget(draft)
    IncomingMail.objects.filter(at__lt=now - SEEN).delete()
    return len(old)
