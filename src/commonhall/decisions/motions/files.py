"""Files that a motion holds for its action: kept with their digest until the body has decided, then given to the action.

The digest, name and size stay on the record for ever. The contents go once the motion is over and an appeal against
it could not come any more: what a passed motion did stands in what it changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.declaration import Action
from commonhall.actions.inputs import Upload
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.motions.models import Motion, TabledContent, TabledFile
from commonhall.law import queries as law_queries

# Uploaded files by the inputs of the action.
Files = MultiValueDict[str, Any]
# Files of motions of one office that wait before its body: nobody fills the disk with them.
MOST_WAITING = 10
# Days after a motion is over, where the law sets none for appeals.
DAYS = 60


def inputs_of(action: Action[..., Any]) -> dict[str, Upload]:
    """The inputs of an action that are files."""
    asked = action.inputs.items()
    return {name: one.input for name, one in asked if isinstance(one.input, Upload)}


def check_number(office: int | None, files: Mapping[str, Any]) -> None:
    """Raise `Refused` where too many files of an office wait already."""
    if not files:
        return
    waiting = TabledFile.objects.filter(motion__by_office=office, motion__state=Motion.State.OPEN)
    if waiting.count() + len(files) > MOST_WAITING:
        raise Refused(
            "state",
            "too-many",
            _("Your waiting motions already hold %(number)d files. Have them decided first.")
            % {"number": MOST_WAITING},
        )


def keep(ctx: Context, motion: Motion, action: Action[..., Any], files: Files) -> None:
    """Keep what was sent with a motion, each file with its digest."""
    for name in inputs_of(action):
        sent = files.get(name)
        if sent is None:
            continue
        sent.seek(0)
        content = sent.read()
        kept = ctx.save(
            TabledFile(
                motion=motion,
                input=name,
                name=(sent.name or name)[-200:],
                size=len(content),
                digest=sha256(content).hexdigest(),
            )
        )
        TabledContent.objects.create(file=kept, content=content)
        ctx.note(**{f"sha256_{name}": kept.digest})


def of(motion: Motion) -> list[TabledFile]:
    """The files that a motion holds, by their inputs."""
    return list(motion.files.order_by("input"))


def content_of(file: TabledFile) -> bytes:
    """What stands in it. Raises `Refused` where it is not what was put before the body, or gone."""
    kept = TabledContent.objects.filter(file=file).first()
    content = bytes(kept.content) if kept is not None else b""
    if sha256(content).hexdigest() != file.digest:
        raise Refused(
            "state",
            "file-changed",
            _("The file is not the one put to the body, or is no longer kept."),
        )
    return content


def given_by(motion: Motion) -> Files:
    """The files of a motion as its action's form takes them."""
    found: Files = MultiValueDict()
    for one in of(motion):
        found.appendlist(one.input, SimpleUploadedFile(one.name, content_of(one)))
    return found


def words(file: TabledFile) -> str:
    """A file as a motion's page names it."""
    return f"{file.name} · {filesizeformat(file.size)} · SHA-256 {file.digest}"


def is_private(file: TabledFile, action: Action[..., Any] | None) -> bool:
    """May only members of the body read it? Such as a roll of residents."""
    one = inputs_of(action).get(file.input) if action is not None else None
    return one is None or one.private


def past_need() -> list[Motion]:
    """Motions whose files nobody needs any more."""
    known = [law_queries.deadline_days(duty, clock.today()) for duty in ("appeal", "decide-appeal")]
    days = sum(one[0] for one in known if one) or DAYS
    over = Q(decided_at__lt=clock.now() - timedelta(days=days)) & ~Q(state=Motion.State.OPEN)
    kept = TabledContent.objects.values("file__motion")
    # What passed and could not be done yet still waits for its file.
    return list(Motion.objects.filter(over, hindered="", pk__in=kept).order_by("pk"))


def remove(ctx: Context, motion: Motion) -> int:
    """Let the contents of a motion's files go; how many."""
    gone = 0
    for one in of(motion):
        if one.removed_on is None:
            one.removed_on = ctx.today
            ctx.save(one)
            TabledContent.objects.filter(file=one).delete()
            gone += 1
    return gone
