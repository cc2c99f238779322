"""What somebody wrote and sent after their session had ended: kept until they have signed in again.

It lies in the visitor's own session, for an hour at most, and is shown once, in the form it was written in.
Pages say whether they may keep anything (`page(keeps=True)`): secrets, ballots and proofs of identity never are.
"""

from __future__ import annotations

import time

from django.http import HttpRequest, QueryDict

KEY = "unsent"
LONGEST, FOR_SECONDS = 100_000, 3600
# Never kept, on whatever page they stand.
LEFT_OUT = ("csrfmiddlewaretoken", "second_factor", "password", "once", "asked", "keep_draft")
# Said by the script that keeps drafts: nobody pressed a button.
BY_ITSELF = "X-Keeps-Draft"


def keep(request: HttpRequest) -> None:
    """Keep what was sent to this address, in place of anything kept before; never what a script sent by itself."""
    values = values_of(request)
    if BY_ITSELF not in request.headers and not is_too_long(values):
        request.session[KEY] = {"path": request.path, "at": int(time.time()), "values": values}


def values_of(request: HttpRequest) -> dict[str, list[str]]:
    """What was written in a form that was sent, without proofs of identity and without files."""
    return {
        name: request.POST.getlist(name) for name in request.POST if not name.startswith(LEFT_OUT)
    }


def is_too_long(values: dict[str, list[str]]) -> bool:
    return sum(len(one) for said in values.values() for one in said) > LONGEST


def as_sent(values: dict[str, list[str]]) -> QueryDict:
    """Kept values as a form takes them."""
    found = QueryDict(mutable=True)
    for name, said in values.items():
        found.setlist(name, said)
    return found


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this address, once; None where nothing was, or too long ago."""
    kept = request.session.get(KEY)
    if request.method != "GET" or not isinstance(kept, dict) or kept.get("path") != request.path:
        return None
    del request.session[KEY]
    if time.time() - kept["at"] > FOR_SECONDS:
        return None
    return as_sent(kept["values"])
