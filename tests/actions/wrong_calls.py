"""Calls that are wrong, one a line; `test_types.py` expects the checker to report each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from commonhall.actions.actors import Actor
    from commonhall.actions.context import Context
    from commonhall.cases.cases.actions import answer_case, raise_case
    from commonhall.cases.cases.models import Case
    from commonhall.cases.sources.models import Source

    def calls(actor: Actor, ctx: Context, case: Case, source: Source) -> None:
        answer_case.perform(actor, cse=case, text="On Friday.")  # wrong: misspelt
        answer_case.perform(actor, case)  # wrong: missing
        answer_case.perform(actor, case, text=7)  # wrong: type of an input
        answer_case.perform(actor, source, text="On Friday.")  # wrong: another kind of thing
        answer_case.perform(actor, case, text="On Friday.", promised="today")  # wrong: unknown
        answer_case.perform(case, text="On Friday.")  # wrong: nobody acts
        answer_case.coming(once="k").perform(actor, case, txt="On Friday.")  # wrong: misspelt
        answer_case.coming(one="k")  # wrong: misspelt
        ctx.perform(answer_case, case, txt="On Friday.")  # wrong: misspelt
        ctx.perform_as(actor, answer_case, source, text="On Friday.")  # wrong: kind of thing
        raise_case.perform(actor, kind="complaint", title="Dark")  # wrong: missing
        ctx.save(case, reopend=1)  # wrong: save takes no fields
        case.reopend = 1  # wrong: no such field
        ctx.save("case")  # wrong: not a governed thing
        answer_case.check(case)  # wrong: nobody asks
        print(answer_case.perform(actor, case, text="x").result.nothing)  # wrong: the result

    def right(actor: Actor, ctx: Context, case: Case) -> None:
        answer_case.perform(actor, case, text="On Friday.")
        answer_case.coming(once="k", door="api").perform(actor, case=case, text="On Friday.")
        ctx.perform(answer_case, case, text="On Friday.")
        case.reopened += 1
        ctx.save(case)
