"""Contents of files that motions held go once nobody needs them; their digests stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import files
from commonhall.decisions.motions.models import Motion


def _is_past_need(_actor: Actor, motion: Motion) -> None:
    if motion not in files.past_need():
        raise Refused("state", "wrong-state", _("The files of this motion may still be needed."))


@action(
    "decisions.remove_tabled_files",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Remove the files of a motion that is over"),
    done=_("Files of a motion removed: it is over and can no longer be appealed"),
    allows=_is_past_need,
    notifies=False,
)
def remove_tabled_files(ctx: Context, motion: Motion) -> int:
    """The contents go; names, sizes and digests stay on the record."""
    gone = files.remove(ctx, motion)
    ctx.note(removed=gone)
    return gone
