"""How the page of an action keeps a draft, and begins with one that was kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import FileField
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from commonhall.actions import drafts, gate
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.declaration import Action
from commonhall.actions.forms import ActionForm
from commonhall.actions.models import KeptDraft
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput
from commonhall.ui import unsent

FIELD = "keep_draft"


@dataclass
class Drafting:
    """offered: may something be kept on this page? about: of what thing. asked: was this sent to be kept, not done?"""

    action: Action[..., Any]
    request: HttpRequest = field(repr=False)
    about: str
    offered: bool
    asked: bool

    @classmethod
    def of(cls, request: HttpRequest, action: Action[..., Any], thing: Governed | None) -> Drafting:
        about = thing.ref if thing else _written_about(request, drafts.ref_input(action))
        return cls.about_ref(request, action, about)

    @classmethod
    def about_ref(cls, request: HttpRequest, action: Action[..., Any], about: str) -> Drafting:
        """The same on a page of its own look, which knows what is written about."""
        amends = "amends" in request.POST or "amends" in request.GET
        offered = drafts.takes(action) and request.user.is_authenticated and not amends
        return cls(action, request, about, offered and len(about) <= 80, FIELD in request.POST)

    def found(self) -> KeptDraft | None:
        """The draft with which the page begins."""
        if not self.offered or self.request.method == "POST":
            return None
        return drafts.find(self._account, self.action, self.about)

    def tell(self, draft: KeptDraft, refused: bool) -> None:
        """Say that the page begins with a draft; or that it cannot be sent now, and where its words are."""
        at = date_format(timezone.localtime(draft.kept_at), "DATETIME_FORMAT")
        said = _("You kept a draft on %(day)s.") % {"day": at}
        if refused:
            more = _("You cannot send it now. You can still read it on your page, under Drafts.")
        else:
            more = _("Here it is: go on writing, or send it.")
        messages.info(self.request, f"{said} {more}")

    def keep(self, form: ActionForm, actor: Actor) -> HttpResponse | None:
        """Keep what was sent, and go on; None: the form says why not."""
        by_itself = unsent.BY_ITSELF in self.request.headers
        try:
            self._keep(actor)
        except BadInput as error:
            if by_itself:
                return _plain(str(error.message), 409)
            # What else is wrong with it is told when it is sent.
            form._errors, form.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]
            form.add_error(None, error.message)
            return None
        if by_itself:
            now = date_format(timezone.localtime(), "TIME_FORMAT")
            return _plain(_("Kept as a draft at %(time)s.") % {"time": now}, 200)
        name = drafts.ref_input(self.action)
        query = f"?{urlencode({name: self.about})}" if name and self.about else ""
        return redirect(self.request.path + query)

    def _keep(self, actor: Actor) -> None:
        if not self.offered:
            raise BadInput("", _("Nothing is kept as a draft here."))
        if gate.done_before(self.action, actor, self.request.POST.get("once", "")):
            raise BadInput("", _("This was sent already. Open the page again to write more."))
        office = actor.ref if actor.kind is Kind.OFFICE else ""
        drafts.keep(self.request, self.action, self.about, office)

    def sent(self) -> None:
        """What was sent is no draft any more."""
        if self.offered:
            drafts.forget(self._account, self.action, self.about)

    def name_files(self, form: ActionForm) -> None:
        """Say at each file that a draft does not hold it."""
        if self.offered:
            for name, one in form.fields.items():
                if isinstance(one, FileField):
                    told = _("A draft does not keep files: choose them when you send.")
                    form[name].help_text = f"{form[name].help_text} {told}".strip()

    @property
    def _account(self) -> int:
        return self.request.user.pk or 0


def _written_about(request: HttpRequest, name: str) -> str:
    """The ref that a form without a thing was opened with, or sent with."""
    if not name:
        return ""
    found = request.POST.get(f"{name}_ref") or request.GET.get(name) or ""
    return found.replace("\x00", "")


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
