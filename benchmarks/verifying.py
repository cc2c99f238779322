"""`record verify` on a hall that has acted often: the log, every row against its version, every link, every basis.

    python -m benchmarks.verifying [--entries 100000 250000 1000000] [--dump] [--postgresql] [--json]

Two real actions, a case raised and marked as done, are performed through the gate. Then they are written again, under
other numbers, with the record's own code (versions, seals, links, entries, sequencer): acting a million times would
take an hour. Verification is a process of its own each time; CPU seconds and the greatest memory are that process's.
`--dump` writes the dump as well and verifies it.
"""

from __future__ import annotations

import argparse
import copy
import json
import multiprocessing
import os
import resource
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

AT_ONCE = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[20_000, 40_000])
    parser.add_argument("--dump", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="commonhall-bench-"))
        os.environ["COMMONHALL_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
        os.environ.pop("DATABASE_URL", None)
        if given.postgresql:
            from tools.run_tests import started_postgres

            os.environ["DATABASE_URL"] = stack.enter_context(started_postgres())
        _alone(_found)
        for wanted in sorted(given.entries):
            _alone(_grow, wanted)
            figures = [_alone(_verify)]
            if given.dump:
                folder = str(Path(home) / f"dump-{wanted}")
                figures += [_alone(_dump, folder), _alone(_verify_dump, folder)]
            for one in figures:
                print(json.dumps(one) if given.json else _told(one), flush=True)
    return 0


def _told(one: dict[str, Any]) -> str:
    return (
        f"{one['what']}: {one['entries']:,} entries, {one['cpu_seconds']:.1f} s of CPU, "
        f"{one['megabytes']:,.0f} MB at most"
    )


def _alone(work: Any, *arguments: Any) -> Any:
    """In a process of its own, so that neither memory nor time of one step counts for the next."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_plainly, (work, arguments))


def _plainly(work: Any, arguments: Any) -> Any:
    """Whatever fails is told as text: not every exception can cross to another process."""
    try:
        return work(*arguments)
    except Exception as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def _ready() -> None:
    import django

    django.setup()


def _found() -> None:
    _ready()
    from commonhall.site.commands.migrate import prepare
    from tests.kit import found_hall

    prepare()
    found_hall()


def _grow(wanted: int) -> None:
    """Raise a case, mark it as done, and write both again until the record has so many entries."""
    _ready()
    from django.db import transaction

    from commonhall.record import sequencer
    from commonhall.record.models import Entry
    from commonhall.ui.console import progress

    pattern = _Pattern()
    have = Entry.objects.count()
    with progress(wanted - have, "writing") as step:
        for start in range(have, wanted, AT_ONCE):
            with transaction.atomic():
                pattern.write(min(AT_ONCE, wanted - start) // 2 or 1)
            step.advance(AT_ONCE)
            if start // AT_ONCE % 100 == 0:
                sequencer.sequence_once()
    sequencer.sequence_once()


class _Pattern:
    """A case raised and one marked as done, as the gate wrote them, and copies of both."""

    def __init__(self) -> None:
        from commonhall.actions.models import ActorSeal, Link
        from commonhall.cases.cases import actions as case_actions
        from commonhall.cases.cases.models import Answer, Case
        from commonhall.cases.categories.models import Category
        from commonhall.people import actors
        from commonhall.people.bodies.models import Office
        from commonhall.people.residents.models import Person
        from commonhall.places.models import Unit

        resident = actors.as_person(Person.objects.get(name="resident"))
        desk = Office.objects.select_related("body").get(code="parks-desk")
        parks = actors.as_office(Person.objects.get(name="parks"), desk)
        raised = case_actions.raise_case.perform(
            resident,
            kind="complaint",
            title="The lamp at the bridge is dark",
            text="It has been dark for a week, and the steps are steep there.",
            category=Category.objects.get(code="lamps"),
            unit=Unit.objects.get(code="north"),
        )
        self.raised, self.raising = copy.copy(raised.result), json.loads(raised.entry.body)
        self.seal = ActorSeal.objects.get(entry=raised.entry.pk)
        made = case_actions.mark_done.perform(parks, case=raised.result, text="It is mended.")
        self.answer = made.result
        self.done, self.finishing = (
            Case.objects.get(pk=raised.result.pk),
            json.loads(made.entry.body),
        )
        self.links = list(Link.objects.filter(entry=made.entry.pk))
        self.next_case = Case.objects.order_by("-pk")[0].pk + 1
        self.next_answer = Answer.objects.order_by("-pk")[0].pk + 1

    def write(self, count: int) -> None:
        from commonhall.actions.models import ActorSeal, Link, Sealed, Version
        from commonhall.actions.versions import change_of, prepare
        from commonhall.cases.cases.models import Answer, Case
        from commonhall.core.models import _writing as writing
        from commonhall.record import entries

        bodies: list[dict[str, Any]] = []
        things: list[Any] = []
        seals, links = [], []
        for _number in range(count):
            first, last, answer = map(copy.copy, (self.raised, self.done, self.answer))
            first.pk = last.pk = answer.case_id = self.next_case
            answer.pk = self.next_answer
            self.next_case += 1
            self.next_answer += 1
            raising, finishing = self._bodies(first, answer)
            things.append((first, last, answer))
            bodies += [raising, finishing]
            seal = copy.copy(self.seal)
            seal.pk, seal.entry = None, raising["id"]
            seals.append(seal)
            links += [self._link(one, finishing["id"], last, answer) for one in self.links]
        pairs = []
        for at, (first, last, answer) in enumerate(things):
            raising, finishing = bodies[2 * at : 2 * at + 2]
            made = [prepare(first, UUID(raising["id"]))]
            made += [prepare(one, UUID(finishing["id"])) for one in (last, answer)]
            raising["changes"] = [change_of(made[0][0])]
            rows = {row.type: row for row, _sealed in made[1:]}
            finishing["changes"] = [
                change_of(rows[one["type"]]) for one in self.finishing["changes"]
            ]
            pairs += made
        versions = Version.objects.bulk_create([row for row, _sealed in pairs])
        Sealed.objects.bulk_create(
            Sealed(version=row, contents=contents)
            for row, (_row, contents) in zip(versions, pairs, strict=True)
            if contents is not None
        )
        token = writing.set(True)
        Case.objects.bulk_create([last for _first, last, _answer in things])
        Answer.objects.bulk_create([answer for _first, _last, answer in things])
        writing.reset(token)
        ActorSeal.objects.bulk_create(seals)
        Link.objects.bulk_create(links)
        entries.append_many(bodies)

    def _bodies(self, case: Any, answer: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The two entries under new numbers."""
        from commonhall.record import entries

        found = []
        for body in (self.raising, self.finishing):
            said = json.dumps(body).replace(self.raised.ref, case.ref)
            new = json.loads(said.replace(self.answer.ref, answer.ref))
            del new["recorded_at"]
            new["id"] = str(entries.uuid7())
            found.append(new)
        return found[0], found[1]

    def _link(self, link: Any, entry: str, case: Any, answer: Any) -> Any:
        new = copy.copy(link)
        new.pk, new.entry = None, entry
        led = {self.raised.ref: case.ref, self.answer.ref: answer.ref}
        new.from_ref, new.to_ref = (led.get(one, one) for one in (link.from_ref, link.to_ref))
        return new


def _figures(what: str, entries: int, ok: bool, said: str) -> dict[str, Any]:
    if not ok:
        raise RuntimeError(said)
    # What a step starts (the tables of a dump are made again in a process of their own) counts with it.
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "what": what,
        "entries": entries,
        "cpu_seconds": sum(one.ru_utime + one.ru_stime for one in used),
        "megabytes": max(one.ru_maxrss for one in used) / 1024,
    }


def _verify() -> dict[str, Any]:
    _ready()
    from commonhall.record import verification
    from commonhall.record.readers import DatabaseSource

    report = verification.verify(DatabaseSource())
    return _figures("record verify", report.entries, report.ok, report.as_text())


def _dump(folder: str) -> dict[str, Any]:
    _ready()
    from commonhall.open_data import dump
    from commonhall.record.models import Entry

    dump.write(Path(folder))

    return _figures("dump", Entry.objects.count(), True, "")


def _verify_dump(folder: str) -> dict[str, Any]:
    _ready()
    from commonhall.open_data import dump_verification

    report, _checked = dump_verification.verify(Path(folder))
    return _figures("verify of the dump", report.entries, report.ok, report.as_text())


if __name__ == "__main__":
    sys.exit(main())
