"""Where the letter of an invitation leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from commonhall.actions import second_factor
from commonhall.people.accounts.models import Account
from commonhall.people.invitations import letters
from commonhall.people.invitations.models import Invitation
from commonhall.ui.pages import page


@page(_("Invitation to an office"), asks="people.invitations")
def invitation(request: HttpRequest, number: int) -> HttpResponse:
    """Which office it is, and what is still to be done: sign in, set up a second factor, accept."""
    found = get_object_or_404(Invitation.objects.select_related("office__body"), pk=number)
    code = request.GET.get("code", "")[:80]
    if not letters.fits(found, code):
        raise Http404
    user = request.user
    account = user if isinstance(user, Account) else None
    here = f"{reverse('people:invitation', args=[number])}?{urlencode({'code': code})}"
    query = urlencode({"code": code})
    context = {
        "invitation": found,
        "signed_in": account is not None,
        "right_account": account is not None and account.email.lower() == found.email.lower(),
        "second_factor": account is not None and second_factor.has_one(account.pk),
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': here})}",
        "sign_up": f"{reverse('account_signup')}?{urlencode({'next': here, 'email': found.email})}",
        "factor": f"{reverse('mfa_index')}?{urlencode({'next': here})}",
        "accept": f"{reverse('people:accept_office', args=[number])}?{query}",
        "decline": f"{reverse('people:decline_office', args=[number])}?{query}",
    }
    return render(request, "people/invitation.html", context)
