"""The draft of a hall that is not founded: what was said so far, as its file would say it.

Whoever serves the hall gets a link with a key; only its hash is stored. A new link ends the old one and
goes on with the same draft.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

import tomli_w
from django.http import HttpRequest
from django.urls import reverse

from commonhall.law.founding.models import FoundingDraft
from commonhall.pages.set_up import hall_file
from commonhall.pages.set_up.hall_file import HallFile
from commonhall.record.models import Entry

SESSION_KEY = "set_up"


def is_founded() -> bool:
    return Entry.objects.exists()


def new_link() -> str:
    """The path of a new link to the guided set-up; earlier links end."""
    key = secrets.token_urlsafe(32)
    draft = FoundingDraft.objects.order_by("pk").first() or FoundingDraft()
    draft.key = _hash(key)
    draft.save()
    return f"{reverse('pages:set_up')}?key={key}"


def enter(request: HttpRequest, key: str) -> bool:
    """Let this session in, where the key is right."""
    if is_founded() or not FoundingDraft.objects.filter(key=_hash(key)).exists():
        return False
    request.session.cycle_key()
    request.session[SESSION_KEY] = _hash(key)
    return True


def of_request(request: HttpRequest) -> FoundingDraft | None:
    """The draft this session may work on; None for everybody else, and once the hall is founded."""
    kept = request.session.get(SESSION_KEY)
    if not kept or is_founded():
        return None
    return FoundingDraft.objects.filter(key=kept).first()


def file_of(draft: FoundingDraft) -> HallFile:
    """The draft as a file. Raises ContentError where it is not whole yet."""
    return hall_file.of(draft.said, Path(), draft.files)


def as_toml(said: dict[str, Any]) -> str:
    """What a draft says, as `hall.toml`."""
    head = "# Found a hall with it: commonhall found --file hall.toml\n\n"
    return head + tomli_w.dumps(said, multiline_strings=True)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
