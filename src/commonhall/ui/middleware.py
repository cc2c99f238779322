"""Headers that keep a page to itself, and the language it is shown in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from commonhall.ui import hall, languages

PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), "
    "geolocation=(self), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"
)


SIGN_OUT = "account_logout"


def content_security_policy() -> str:
    """The policy of every page; the only foreign host is the sign-in provider of the settings."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "media-src": "'self' blob:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        # Letters are shown in a frame; nothing else of ours may be framed.
        "frame-src": "'self'",
        # A form that signs in by another server is led there.
        "form-action": " ".join(["'self'", *settings.FORM_TARGETS]),
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SecurityHeaders:
    """Set the policy on every answer that does not bring its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", content_security_policy())
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        if request.method == "POST" and _is_sign_out(request):
            # Not the cookies: the language somebody chose stays chosen.
            headers.setdefault("Clear-Site-Data", '"cache", "storage"')
        if is_personal(request):
            headers.setdefault("Cache-Control", "no-store")
        return response


def _is_sign_out(request: HttpRequest) -> bool:
    """By its name, which a hall without accounts of its own does not have."""
    match = request.resolver_match
    return match is not None and match.view_name == SIGN_OUT


def is_personal(request: HttpRequest) -> bool:
    """Was it answered to somebody in particular: signed in, or by a program's key?

    Whoever uses the same computer next must not find it in the browser's store. A picture or a style sheet, for which
    nobody asked who is there, may be kept.
    """
    if request.headers.get("Authorization"):
        return True
    # Where Django keeps who was asked for; asking here would cost a look-up, and fail while the database is away.
    user = getattr(request, "_cached_user", None)
    return bool(user is not None and user.is_authenticated)


class HallLanguage(LocaleMiddleware):
    """Show a page in the reader's language (what was chosen here, what the browser asks for, the hall's own)
    and in the hall's time."""

    def process_request(self, request: HttpRequest) -> None:
        code = language_for(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        hall.keep_time()


def language_for(request: HttpRequest) -> str:
    """The first of the reader's wishes that the hall has installed."""
    wishes = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")]
    header = request.headers.get("Accept-Language", "")
    wishes += [wish for wish, _weight in parse_accept_lang_header(header)]
    mine = languages.codes()
    for wish in wishes:
        if found := _among(mine, wish.lower()):
            return found
    return mine[0]


def _among(mine: list[str], wish: str) -> str:
    """Itself, what it is a kind of ("en-gb" → "en"), or a kind of it ("zh" → "zh-hans"); else ""."""
    if not wish or wish == "*":
        return ""
    base = wish.split("-")[0]
    try:
        variant = translation.get_supported_language_variant(wish)
    except (LookupError, ValueError):
        variant = ""
    kinds = [code for code in mine if code.split("-")[0] == base]
    return next((code for code in (wish, variant, base, *kinds) if code in mine), "")
