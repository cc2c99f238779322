"""A path, a lesson and a question as they are shown, whether they came with the software or the hall wrote them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from django.urls import reverse

from commonhall.core.content import Texts
from commonhall.core.models import in_language
from commonhall.people.learning import practice
from commonhall.people.learning.models import Lesson, LessonQuestion

# The three questions of a lesson, as files call them.
QUESTIONS = ("one", "two", "three")
# Beside the steps of a lesson that says nothing of icons.
ICONS = ("check", "check", "check", "good")


@dataclass(frozen=True)
class QuestionShown:
    """One question. key: from it follows where the right answer stands, for everybody in the same place."""

    asks: Texts
    right: Texts
    wrong: Texts
    other: Texts
    whys: Texts
    key: str

    @property
    def ask(self) -> str:
        return in_language(self.asks)

    @property
    def why(self) -> str:
        return in_language(self.whys)

    @property
    def right_answer(self) -> str:
        return in_language(self.right)

    def answers(self) -> list[tuple[str, str]]:
        """Place and words of each answer; the place of the right one says nothing."""
        found = [in_language(one) for one in (self.right, self.wrong, self.other)]
        ordered = [found[place] for place in self._order()]
        return [(str(place), words) for place, words in enumerate(ordered, 1)]

    def right_place(self) -> str:
        return str(self._order().index(0) + 1)

    def _order(self) -> list[int]:
        return sorted(range(3), key=lambda one: sha256(f"{self.key}.{one}".encode()).digest())


@dataclass(frozen=True)
class LessonShown:
    """One lesson. row: where the hall wrote it itself. try_at: an address of this site, or "".

    practice: a task in the practice town, or "".
    """

    path: str
    code: str
    names: Texts
    texts: Texts
    steps: Texts
    tasks: Texts
    questions: tuple[QuestionShown, ...]
    icons: tuple[str, ...] = ICONS
    try_at: str = ""
    beside: str = ""
    practice: str = ""
    row: Lesson | None = None

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def text(self) -> str:
        return in_language(self.texts)

    @property
    def task(self) -> str:
        return in_language(self.tasks)

    @property
    def picture(self) -> list[tuple[str, str]]:
        """Icon and words of each step of the picture."""
        lines = [line.strip() for line in in_language(self.steps).splitlines() if line.strip()]
        return list(zip(self.icons, lines, strict=False))

    @property
    def whole(self) -> bool:
        """It is shown to everybody once it has its three questions."""
        return len(self.questions) == len(QUESTIONS)

    @property
    def url(self) -> str:
        return reverse("people:learn_lesson", args=[self.path, self.code])

    @property
    def practice_at(self) -> str:
        """Where its task is done in the practice town; "" without one."""
        return practice.address(self.practice, self.path, self.code)

    @property
    def practice_says(self) -> str:
        """Who one is there, and what one does."""
        task = practice.TASKS.get(self.practice)
        return str(task.says) if task else ""


@dataclass(frozen=True)
class PathShown:
    """A path with its lessons. hidden: the hall does not show it. own: the hall wrote it."""

    code: str
    names: Texts
    abouts: Texts
    lessons: tuple[LessonShown, ...]
    hidden: bool = False
    own: bool = False

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def about(self) -> str:
        return in_language(self.abouts)

    @property
    def url(self) -> str:
        return reverse("people:learn_path", args=[self.code])

    def public(self) -> PathShown:
        """With the lessons everybody sees."""
        return replace(self, lessons=tuple(one for one in self.lessons if one.whole))

    def lesson(self, code: str) -> LessonShown | None:
        return next((one for one in self.lessons if one.code == code), None)

    def after(self, code: str) -> LessonShown | None:
        """The lesson that follows."""
        codes = [one.code for one in self.lessons]
        at = codes.index(code) + 1
        return self.lessons[at] if at < len(codes) else None


# --- of the hall's own rows -----------------------------------------------------------------------
def of_row(row: Lesson, shipped: LessonShown | None) -> LessonShown:
    """A lesson in the hall's own words; the picture's icons stay those of the lesson it replaces."""
    live = sorted(
        (one for one in row.questions.all() if one.ended_on is None), key=lambda one: one.pk
    )
    return LessonShown(
        path=row.path,
        code=row.code,
        names=row.names,
        texts=row.texts,
        steps=row.steps,
        tasks=row.tasks,
        questions=tuple(of_question(one) for one in live),
        icons=shipped.icons if shipped else ICONS,
        try_at=row.try_at,
        beside=row.beside,
        practice=row.practice,
        row=row,
    )


def of_question(row: LessonQuestion) -> QuestionShown:
    return QuestionShown(row.asks, row.right, row.wrong, row.other, row.whys, row.ref)
