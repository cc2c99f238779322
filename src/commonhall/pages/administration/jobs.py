"""Jobs: what waits, what failed and why; try it again or forget it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commonhall.core import jobs as queue
from commonhall.core.paging import page_for
from commonhall.pages.administration.access import for_those_who_run_it, note
from commonhall.ui.pages import page

WAITING_SHOWN = 20


@dataclass(frozen=True)
class Failed:
    """A job that failed. fault: the kind of error; where: the line of ours, without anybody's values."""

    job: Any
    name: str
    fault: str
    where: str


@page(_("Jobs"), who="account", asks="core.jobs", methods=("GET", "HEAD", "POST"))
@for_those_who_run_it
def jobs(request: HttpRequest) -> HttpResponse:
    """What waits and what failed; a failed one is tried again or forgotten."""
    if request.method == "POST":
        return _mend(request)
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    shown = page_for(request, rows, ("-enqueued_at", "-id"))
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("enqueued_at")
    context = {
        "failed": [_failed(one) for one in shown.rows],
        "page": shown,
        "waiting": [(short(one.task_path), one.enqueued_at) for one in waiting[:WAITING_SHOWN]],
        "waiting_count": waiting.count(),
        "running_count": DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count(),
    }
    return render(request, "pages/jobs.html", context)


def _mend(request: HttpRequest) -> HttpResponse:
    try:
        number = UUID(request.POST.get("job", ""))
    except ValueError:
        number = UUID(int=0)
    again = "again" in request.POST
    done = queue.try_again(number) if again else queue.forget(number)
    if not done:
        messages.error(request, gettext("This job is no longer marked as failed."))
    elif again:
        note(request, "job %s was put back", number)
        messages.success(request, gettext("The job will be tried again."))
    else:
        note(request, "job %s was forgotten", number)
        messages.success(request, gettext("The job has been removed."))
    return redirect("pages:jobs")


def short(path: str) -> str:
    """ "commonhall.people.invitations.letters.send_invitation" → "people.invitations: send_invitation"."""
    module, _dot, name = path.removeprefix("commonhall.").rpartition(".")
    return f"{module.rpartition('.')[0] or module}: {name}"


def _failed(job: Any) -> Failed:
    kind = job.exception_class_path.rpartition(".")[2]
    lines = [line.strip() for line in job.traceback.splitlines() if line.startswith("  File ")]
    ours = [line for line in lines if "/commonhall/" in line] or lines
    where = ours[-1].removeprefix("File ").replace('"', "") if ours else ""
    where = where.rpartition("/commonhall/")[2]
    return Failed(job, short(job.task_path), kind, where)
