"""The log of moderation as tables, pages and programs show it: all kinds of words in one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from commonhall.consultations.comments.models import Remark, RemarkAppeal
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.consultations.initiatives.models import Initiative, InitiativeAppeal
from commonhall.consultations.moderation.models import Withheld
from commonhall.people.bodies.models import Body
from commonhall.record.models import Entry, Kind

Appealed = Moderation | CommentAppeal | InitiativeAppeal | RemarkAppeal | Withheld
# The actions that hide words: each stands on the record, whatever became of it. `joining.hides` adds those of other rooms.
HIDES = {
    "consultations.moderate_statement": "consultations.statement",
    "consultations.hide_comment": "consultations.comment",
    "consultations.hide_initiative": "consultations.initiative",
    "consultations.hide_remark": "consultations.remark",
}


@dataclass(frozen=True)
class Logged:
    """Words that were hidden: which, why, by whom, when; and the appeal, if there was one.

    about: ref of the words. hidden: are they hidden now?
    """

    about: str
    reason: str
    body: Body
    at: datetime | None
    appeal: Appealed | None
    hidden: bool

    def number(self, kind: str) -> int | None:
        """The words' number, where they are of that kind ("comment")."""
        name, _colon, number = self.about.partition(":")
        return int(number) if name == f"consultations.{kind}" else None

    @property
    def statement(self) -> int | None:
        return self.number("statement")

    @property
    def comment(self) -> int | None:
        return self.number("comment")

    @property
    def initiative(self) -> int | None:
        return self.number("initiative")

    @property
    def remark(self) -> int | None:
        return self.number("remark")

    @property
    def appealed_at(self) -> Any:
        return self.appeal.appealed_at if self.appeal else None

    @property
    def verdict(self) -> str:
        return self.appeal.verdict if self.appeal else ""

    @property
    def answer(self) -> str:
        return self.appeal.answer if self.appeal else ""

    @property
    def decided_by(self) -> Body | None:
        return self.appeal.decided_by if self.appeal else None


def statements() -> QuerySet[Moderation]:
    return Moderation.objects.select_related("body", "decided_by", "statement")


def _hidden_once(model: Any, action: str) -> QuerySet[Any]:
    """Words of a kind that are hidden now or were once; they do not all say when, the record does."""
    kind = model._meta.label_lower
    ref = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    actions = Entry.objects.filter(action=action, subject=ref)
    rows: QuerySet[Any] = (
        model.objects.filter(~Q(hidden_for="") | Q(appeal__isnull=False))
        .select_related("hidden_by", "appeal__body", "appeal__decided_by")
        .annotate(moderated_at=Subquery(actions.values("occurred_at")[:1]))
    )
    return rows


def comments() -> QuerySet[Comment]:
    """Comments on paragraphs of draft texts."""
    return _hidden_once(Comment, "consultations.hide_comment")


def initiatives() -> QuerySet[Initiative]:
    return _hidden_once(Initiative, "consultations.hide_initiative")


def remarks() -> QuerySet[Remark]:
    """Comments in debates."""
    return _hidden_once(Remark, "consultations.hide_remark")


def of_statement(row: Moderation) -> Logged:
    hidden = row.statement.state == Statement.State.HIDDEN
    return Logged(Statement.ref_of(row.statement_id), row.reason, row.body, row.at, row, hidden)


def of_words(row: Any) -> Logged:
    """A row of `comments()`, `initiatives()` or `remarks()`. What is shown again has reason and body in its appeal only."""
    appeal = getattr(row, "appeal", None)
    at: datetime | None = row.moderated_at
    if appeal is not None:
        return Logged(row.ref, appeal.reason, appeal.body, at, appeal, row.is_hidden)
    assert row.hidden_by is not None
    return Logged(row.ref, row.hidden_for, row.hidden_by, at, None, True)


def withheld() -> QuerySet[Withheld]:
    """Parts of things of other rooms: of cases, proposals, translations, and of what organisations say of themselves."""
    return Withheld.objects.select_related("body", "decided_by")


def of_withheld(row: Withheld) -> Logged:
    hidden = row.shown_at is None
    return Logged(row.about, row.reason, row.body, row.at, row, hidden)


def everything(chunk: int) -> Iterator[Logged]:
    """The whole log, kind after kind."""
    for row in statements().order_by("id").iterator(chunk_size=chunk):
        yield of_statement(row)
    for rows in (comments(), initiatives(), remarks()):
        for words in rows.order_by("id").iterator(chunk_size=chunk):
            yield of_words(words)
    for part in withheld().order_by("id").iterator(chunk_size=chunk):
        yield of_withheld(part)


# --- by the record --------------------------------------------------------------------------------
def hidings() -> QuerySet[Entry]:
    """Each act by which words were hidden; order and page are the caller's."""
    return Entry.objects.filter(action__in=HIDES).exclude(kind=Kind.REFUSAL)


def now_of(refs: Iterable[str]) -> dict[str, Logged]:
    """What became of these words since they were hidden: at most one query a kind."""
    wanted: dict[str, list[int]] = {}
    refs = list(refs)
    for ref in refs:
        kind, _colon, number = ref.partition(":")
        wanted.setdefault(kind, []).append(int(number))
    found: list[Logged] = []
    if numbers := wanted.get("consultations.statement"):
        found += map(of_statement, statements().filter(statement__in=numbers).order_by("id"))
    for kind, rows in (("comment", comments), ("initiative", initiatives), ("remark", remarks)):
        if numbers := wanted.get(f"consultations.{kind}"):
            found += map(of_words, rows().filter(pk__in=numbers))
    own = {f"consultations.{kind}" for kind in ("statement", "comment", "initiative", "remark")}
    others = [ref for ref in refs if ref.partition(":")[0] not in own]
    if others:
        found += map(of_withheld, withheld().filter(about__in=others).order_by("id"))
    return {one.about: one for one in found}
