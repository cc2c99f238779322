"""What the System does when cases of another system are brought in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ImportRun
from commonhall.cases.categories.models import Category
from commonhall.cases.moving_in.agreeing import name_agreed, only_agreed
from commonhall.core.importers import words
from commonhall.record import entries

POWER = "import-cases"


@dataclass(frozen=True)
class Coming:
    """A category that another system has and this hall has not. body: number of the body that answers it."""

    name: str
    prefix: str
    body: int

    @property
    def code(self) -> str:
        """Of its letters; of a digest where it has no Latin ones."""
        short = slugify(self.name) or entries.digest(self.name.encode())[:12]
        return f"{slugify(self.prefix)}-{short}"[:60].strip("-")


@action(
    "cases.prepare_cases",
    by=Kind.SYSTEM,
    power=POWER,
    title=_("Prepare for cases from another system"),
    done=_("Categories from another system imported"),
    batch=True,
    notifies=False,
    allows=only_agreed(POWER),
    no_door="brought in by commonhall import",
)
def prepare_cases(ctx: Context, coming: Annotated[Sequence[Coming], Internal()]) -> None:
    """Make the categories that cases of another system need and that are missing."""
    known = set(Category.objects.values_list("code", flat=True))
    for one in coming:
        if one.code not in known:
            known.add(one.code)
            ctx.save(Category(code=one.code, names=words(one.name[:80]), body_id=one.body))


@action(
    "cases.bring_in_cases",
    by=Kind.SYSTEM,
    power=POWER,
    title=_("Import cases from another system"),
    done=_("Cases from another system imported as reported facts"),
    notifies=False,
    allows=only_agreed(POWER),
    no_door="brought in by commonhall import",
)
def bring_in_cases(ctx: Context, run: Annotated[ImportRun, Internal()]) -> int:
    """Close an import: its cases become visible, named by their Merkle root and the file's hash."""
    name_agreed(ctx)
    return import_runs.close(ctx, run, "cases")
