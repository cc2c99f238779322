"""What each kind of thing is, in three sentences, four steps and easy words; read from `packs/topics/`.

A topic is a folder of content (docs: `core.content`): which pages offer it, where it leads, and its words, one file
a language. The folder's name is its code and stands in the address of its page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse

from commonhall.core.content import Content, ContentError, Packs
from commonhall.core.models import in_language
from commonhall.ui.icons import ICONS

PACKS = Packs(Path(__file__).parent / "packs" / "topics")
STEPS = ("one", "two", "three", "four")


@dataclass(frozen=True)
class Topic:
    """One kind of thing. pages: names of the addresses that offer it. to: its list. action: a code, or ""."""

    content: Content

    @property
    def code(self) -> str:
        return self.content.code

    @property
    def order(self) -> int:
        return int(self.content.data["order"])

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(self.content.data["pages"])

    @property
    def url(self) -> str:
        return reverse("pages:topic", args=[self.code])

    @property
    def list_url(self) -> str:
        return reverse(self.content.data["to"])

    @property
    def action(self) -> str:
        return str(self.content.data.get("action", ""))

    @property
    def name(self) -> str:
        return self.said("name")

    @property
    def sentences(self) -> list[str]:
        """What it is, how it goes, what one has of it."""
        return [self.said("what"), self.said("how"), self.said("you")]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Icon and words of each step, in their order."""
        icons = self.content.data["icons"]
        return [(icon, self.said("steps", step)) for icon, step in zip(icons, STEPS, strict=True)]

    @property
    def easy(self) -> list[str]:
        """The same in easy words: short sentences, one thought each."""
        return self.said("easy").splitlines()

    def said(self, *path: str) -> str:
        """A text in the reader's language. Raises ContentError where no language has it."""
        return in_language(self.content.needed(*path))


@cache
def all_topics() -> tuple[Topic, ...]:
    """Every topic in its order. Raises ContentError where a file is wrong."""
    topics = sorted((Topic(PACKS[code]) for code in PACKS), key=lambda one: one.order)
    for topic in topics:
        if unknown := set(topic.content.data["icons"]) - set(ICONS):
            raise ContentError(f"{topic.content.folder}: no icon is called {min(unknown)}")
    return tuple(topics)


@cache
def by_page() -> dict[str, Topic]:
    """The topic that a page offers, by the name of its address."""
    return {name: topic for topic in all_topics() for name in topic.pages}
