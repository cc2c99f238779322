"""What may be done with categories."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.gate import action
from commonhall.cases.categories.models import Category
from commonhall.people.bodies.models import Body


# --- categories -----------------------------------------------------------------------------------
@action(
    "cases.set_category",
    by=(Kind.OFFICE, Kind.SYSTEM),
    power="set-categories",
    title=_("Set a category of cases"),
    done=_("Category of cases set"),
)
def set_category(ctx: Context, code: str, names: dict[str, str], body: Body) -> Category:
    """Make a category, or change its names and the body that usually answers."""
    known: Category | None = Category.objects.filter(code=code).first()
    if known is None:
        return ctx.save(Category(code=code, names=names, body=body))
    return ctx.save(known, names=names, body=body)
