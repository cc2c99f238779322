"""The address in a letter that ends such letters with one click, without signing in.

It names account and thing, signed by the hall: it can be neither guessed nor turned to somebody else.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "letters.stop"


def address(account: int, ref: str = "") -> str:
    """Where letters about a thing are stopped; with no thing, all about what the account follows."""
    token = signing.dumps([account, ref], salt=SALT)
    return settings.SITE_URL + reverse("pages:stop_letters", args=[token])


def read(token: str) -> tuple[int, str]:
    """Account and thing of an address. Raises BadSignature for one that is not ours."""
    account, ref = signing.loads(token, salt=SALT)
    return int(account), str(ref)
