"""The debate of members on the page of its motion; the comments of residents stand beside it."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from commonhall.consultations.comments.subjects import debated
from commonhall.core.page_sections import section
from commonhall.decisions.debate.models import Speech
from commonhall.decisions.motions.models import Motion

debated("decisions.motion", order=2)


@section("decisions.motion", order=1)
def debate(request: HttpRequest, motion: Motion) -> str:
    """What members said, the first first; "" where nobody did."""
    rows = Speech.objects.filter(motion=motion).select_related("office", "term__person")
    speeches = list(rows.order_by("pk"))
    if not speeches:
        return ""
    context = {"speeches": speeches, "wording": motion.wording}
    return render_to_string("decisions/parts/debate.html", context, request)
