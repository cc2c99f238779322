"""What stands in the header, the footer and the user's menu.

`ui` knows no app. Each app names its entries and fixed places in its manifest (`apps.py`); a value shown
on every page is offered by `navigation.provide("checkpoint", latest_checkpoint)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

Group = Literal["main", "footer", "user"]
SectionCode = Literal["report", "take-part", "decisions", "how-we-did", "record"]
Place = Literal[
    "home", "search", "sign_in", "sign_up", "sign_out", "account", "record", "help", "accessibility"
]
Visible = Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Section:
    """One of the few parts of the main menu: it has a page of its own that leads to its entries.

    about: one sentence that says what is found there. icon: a name of `ui.icons`.
    """

    code: SectionCode
    label: Any
    about: Any
    icon: str
    url_name: str


@dataclass(frozen=True)
class Entry:
    """One registered link. `visible` decides per request whether it is shown.

    section: the part of the main menu it belongs to. about: one sentence for that part's page.
    """

    label: Any
    url_name: str
    order: int
    group: Group = "main"
    visible: Visible | None = None
    section: SectionCode | None = None
    about: Any = ""


@dataclass(frozen=True)
class Link:
    """A link as the templates see it; `current` is true on the page and on pages below it.

    under: what a section leads to. section: its code, "" for other links.
    """

    label: Any
    url: str
    current: bool
    about: Any = ""
    icon: str = ""
    section: str = ""
    under: Sequence[Link] = ()


_entries: list[Entry] = []
_sections: dict[str, Section] = {}
_places: dict[str, str] = {}
_providers: dict[str, Callable[[HttpRequest], Any]] = {}


def add(entry: Entry) -> None:
    """Put a link into its group; lower `order` stands first. Adding the same page again replaces it."""
    _entries[:] = [e for e in _entries if (e.url_name, e.group) != (entry.url_name, entry.group)]
    _entries.append(entry)
    _entries.sort(key=lambda one: (one.order, one.url_name))


def add_section(section: Section) -> None:
    """Add a part of the main menu; they stand in the order in which they are added."""
    _sections[section.code] = section


def place(name: Place, url_name: str) -> None:
    """Say which page fills one of the house's fixed places, such as the search or the sign-in."""
    _places[name] = url_name


def provide(name: str, function: Callable[[HttpRequest], Any]) -> None:
    """Offer a value to every page, computed only if the page shows it: `house.provided.<name>`."""
    _providers[name] = function


def url_of(name: str) -> str:
    """The address of a fixed place, or "" when no app has taken it."""
    return _resolve(_places.get(name, ""))


def links(group: Group, request: HttpRequest) -> list[Link]:
    """The links of a group that this request may see, in order; in the main menu, sections stand for theirs."""
    found = [
        (entry, url)
        for entry in _entries
        if entry.group == group
        and (entry.visible is None or entry.visible(request))
        and (url := _resolve(entry.url_name))
    ]
    # Of an address and one below it, only the nearer one is where the reader is.
    here = max((url for _, url in found if _is_current(url, request.path)), key=len, default="")
    alone = [_link(entry, url, here) for entry, url in found if entry.section not in _sections]
    if group != "main":
        return alone
    sections = []
    for section in _sections.values():
        under = [_link(entry, url, here) for entry, url in found if entry.section == section.code]
        if under:
            sections.append(_section_link(section, under, request))
    return alone + sections


def _link(entry: Entry, url: str, here: str) -> Link:
    return Link(entry.label, url, url == here, about=entry.about)


def _section_link(section: Section, under: list[Link], request: HttpRequest) -> Link:
    url = _resolve(section.url_name)
    current = request.path == url or any(link.current for link in under)
    return Link(section.label, url, current, section.about, section.icon, section.code, under)


class Provided:
    """What apps provide to every page, looked up when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> Any:
        if name not in _providers:
            return None
        return _providers[name](self._request)


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))


def _resolve(url_name: str) -> str:
    if not url_name:
        return ""
    if url_name.startswith("/"):
        return url_name
    return _reversed(url_name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=1000)
def _reversed(url_name: str, _urlconf: str | None, _prefix: str) -> str:
    """An address without arguments, worked out once: every page asks for some seventy."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
