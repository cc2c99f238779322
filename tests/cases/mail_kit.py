"""Messages for tests of incoming mail."""

from __future__ import annotations

import io
import re
from email.message import EmailMessage
from typing import Any

from django.conf import settings as now
from django.core import mail
from PIL import Image

from commonhall.cases.mail_in.receiving import receive
from commonhall.core import jobs

HALL = "hall@town.example"
CITIZEN = "new@example.org"
_numbers = iter(range(1, 10**9))


def photo(size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG that says where it was taken."""
    picture, out = Image.new("RGB", size, "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Mill Road 3"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def message(
    text: str = "It has been dark for a week.",
    *,
    subject: str = "The lamp is dark",
    sender: str = CITIZEN,
    to: str = HALL,
    photos: int = 0,
    **headers: str,
) -> EmailMessage:
    """A message as a person's mail program writes it. headers: "Message_ID" for "Message-ID"."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{next(_numbers)}@example.org>"
    for name, value in headers.items():
        del made[name.replace("_", "-")]
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for _number in range(photos):
        made.add_attachment(photo(), maintype="image", subtype="jpeg", filename="lamp.jpg")
    return made


def take_in(made: EmailMessage | bytes, to: str = "", bounced: bool = False) -> str:
    """What becomes of it."""
    became = receive(made if isinstance(made, bytes) else made.as_bytes(), to, bounced)
    run_jobs()
    return became


def run_jobs() -> None:
    while jobs.run_one("tester"):
        pass


def only_letter() -> Any:
    """The one letter that was written since the last look."""
    assert [one.subject for one in mail.outbox] == [mail.outbox[0].subject]
    return mail.outbox.pop()


def confirm_path(letter: Any) -> str:
    found = re.search(rf"{re.escape(now.SITE_URL)}(/cases/by-mail/\S+)", letter.body)
    assert found
    return found[1]
