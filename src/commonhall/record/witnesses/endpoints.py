"""Where others' logs ask us to cosign, and monitors what we saw: open while `COMMONHALL_WITNESS` is on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from commonhall.record import configuration
from commonhall.record.witnesses import cosigning, protocol
from commonhall.ui.pages import page


def _must_be_on() -> None:
    if not configuration.is_witness():
        raise Http404(_("This hall cosigns no other logs."))


# A program asks, with no session and no cookie: what counts is the log's signature on the checkpoint.
@csrf_exempt
@page(_("Cosign a checkpoint"), methods=("POST",))
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign a checkpoint that extends the one we cosigned before (C2SP ``tlog-witness``)."""
    _must_be_on()
    # One more than is taken, so that what is too long is known to be.
    found = cosigning.answer(request.read(protocol.LARGEST + 1))
    answer = HttpResponse(found.body, status=found.status, content_type=found.kind)
    answer["Cache-Control"] = "no-store"
    return answer


@page(_("Newest cosigned checkpoint"), asks="latest")
def checkpoint(request: HttpRequest, name: str) -> HttpResponse:
    """The newest checkpoint of a log that we cosigned; ``name`` is the SHA-256 of its origin."""
    _must_be_on()
    note = cosigning.latest(name)
    if note is None:
        raise Http404(_("No checkpoint of this log was cosigned here."))
    answer = HttpResponse(note, content_type=protocol.TEXT_TYPE)
    answer["Cache-Control"] = "public, max-age=2"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
