"""What every template knows of the house it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi, gettext

from commonhall.ui import hall as hall_now
from commonhall.ui import languages, navigation

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Language:
    """A language on offer: Django's code, the tag for `lang`, its own name."""

    code: str
    tag: str
    name: str
    current: bool


class Hall:
    """The page's surroundings; everything costly is computed when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.provided = navigation.Provided(request)
        self.site_name: str = hall_now.name()
        self.notice: str = gettext(notice) if (notice := settings.SITE_NOTICE) else ""
        self.colour: str = hall_now.stored().colour
        self.logo = hall_now.stored().logo
        chosen = request.COOKIES.get(THEME_COOKIE, "")
        self.theme = chosen if chosen in THEMES else ""

    @property
    def language(self) -> str:
        """The active language as a BCP 47 tag."""
        return html_language(get_language())

    @property
    def machine_made(self) -> bool:
        """Was the active language translated by machine, and signed by no speaker yet?"""
        return languages.of(get_language()).machine_made

    @property
    def logo_alt(self) -> str:
        """What the hall's logo shows."""
        return hall_now.logo_alt()

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr' for the active language."""
        return getattr(self.request, "look_direction", "") or (
            "rtl" if get_language_bidi() else "ltr"
        )

    @cached_property
    def languages(self) -> list[Language]:
        """Every language of the hall, each under its own name; none where there is nothing to choose."""
        active, mine = languages.of(get_language()), languages.installed()
        found = [Language(one.code, one.tag, one.name, one == active) for one in mine]
        return found if len(found) > 1 else []

    @cached_property
    def main(self) -> list[navigation.Link]:
        """The primary navigation."""
        return navigation.links("main", self.request)

    @cached_property
    def footer(self) -> list[navigation.Link]:
        """Links at the foot of every page."""
        return navigation.links("footer", self.request)

    @cached_property
    def user_links(self) -> list[navigation.Link]:
        """Links of the signed-in person's menu."""
        return navigation.links("user", self.request)

    @cached_property
    def url(self) -> dict[str, str]:
        """Addresses of the fixed places; "" where no app has taken the place."""
        places = (
            "home",
            "search",
            "sign_in",
            "sign_up",
            "sign_out",
            "account",
            "record",
            "help",
            "accessibility",
        )
        return {name: navigation.url_of(name) for name in places}

    @property
    def here(self) -> str:
        """The address of this page, for coming back after a choice of language or theme."""
        return self.request.get_full_path()


def html_language(code: str | None) -> str:
    """Django's language code as a BCP 47 tag: 'zh-hans' → 'zh-Hans'."""
    return languages.of(code).tag


def hall(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `house`, the page's surroundings."""
    return {"hall": Hall(request)}
