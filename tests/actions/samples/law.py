"""Samples of what may be done with instruments, mandates and the hall's settings."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.base import ContentFile
from django.db.models import QuerySet
from PIL import Image

from commonhall.core import clock
from commonhall.delivery.plan.actions import adopt_item
from commonhall.law.asking import actions as asking_actions
from commonhall.law.asking.models import AskingRule
from commonhall.law.founding import actions as founding
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.founding.queries import founding_period
from commonhall.law.hall_settings import actions as settings
from commonhall.law.higher_law import actions as higher_actions
from commonhall.law.higher_law import files as higher_files
from commonhall.law.instruments import granting_actions
from commonhall.law.instruments.models import Competence, Instrument, Provision, Rank, Right
from commonhall.law.mandates.models import Mandate
from commonhall.law.segregation.models import PowerOverPower
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.people.actors import system
from commonhall.people.bodies.models import Office
from commonhall.record import keys as record_keys
from commonhall.record.notes import COSIGNATURE, Signer
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.asking_kit import ask
from tests.kit import Hall, as_whole
from tests.law import kit
from tests.words import OTHER, SOURCE, texts

ONE = timedelta(days=1)


def charter() -> Provision:
    """A provision of the charter, which is entrenched."""
    return Provision.objects.get(number="Article 2")


def own(hall: Hall) -> Provision:
    return kit.rule(hall).provisions.get()


def not_its_own(hall: Hall) -> list[Refusal]:
    """How a body is kept from law that is not its own."""
    above = kit.rule(hall, code="above")
    set_fields(above, rank=Rank.LAW, adopted_by=None)
    taken = kit.rule(hall, code="taken")
    set_fields(taken, adopted_by=hall.body("parks"))
    return [
        Refusal("higher-law", thing=above.provisions.get()),
        Refusal("not-its-law", thing=taken.provisions.get()),
    ]


# --- instruments ----------------------------------------------------------------------------------
@sample("law.adopt_instrument")
def adopt_instrument(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        given={
            "unit": hall.unit("root"),
            "code": "market",
            "rank": Rank.LOCAL_RULE,
            "titles": texts("Market rules"),
            "provisions": [("Paragraph 1", texts("Stalls close at noon."))],
            "starts": day,
        },
        changed=lambda one: (
            (one.code, one.adopted_by.code, one.provisions.count()) == ("market", "council", 1)
        ),
        wrong=[
            Wrong("code", "market", before=lambda: kit.rule(hall)),
            Wrong("ends", day - ONE),
            Wrong("review_on", day),
            Wrong("review_on", day + 2 * ONE, {"ends": day + ONE}),
        ],
    )


@sample("law.amend_provision")
def amend_provision(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        own(hall),
        {"texts": texts("Stalls close at one.")},
        changed=lambda one: one.texts == texts("Stalls close at one."),
        refused=[
            *not_its_own(hall),
            Refusal("entrenched", thing=charter()),
            unless("ended", ends=clock.today() - ONE),
        ],
        wrong=[Wrong("texts", texts("Stalls close at noon."))],
    )


@sample("law.repeal_provision")
def repeal_provision(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        own(hall),
        {"on": clock.today()},
        changed=lambda one: one.ends == clock.today(),
        refused=[*not_its_own(hall), Refusal("entrenched", thing=charter())],
        wrong=[Wrong("on", clock.today() - ONE)],
    )


@sample("law.grant_competence")
def grant_competence(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        own(hall),
        {
            "body": hall.body("parks"),
            "power": "set-plans",
            "unit": hall.unit("north"),
            "starts": clock.today(),
            "most": 500_00,
        },
        changed=lambda one: (one.body.code, one.power, one.most) == ("parks", "set-plans", 500_00),
        refused=[
            *not_its_own(hall),
            unless("not-spoken-of", speaks_of=[]),
            unless("ended", ends=clock.today() - ONE),
            Refusal("over-power", given={"power": "fill-offices"}),
            Refusal("for-itself", given={"body": hall.body("council")}),
            Refusal("for-itself", given={"body": hall.body("reviewer")}),
        ],
        wrong=[
            Wrong("power", "*"),
            Wrong("alone", True, along={"together": True}),
            Wrong("starts", clock.today() - ONE),
            Wrong("ends", clock.today() - ONE),
        ],
    )


@sample("law.end_competence")
def end_competence(hall: Hall) -> Sample:
    granted = granting_actions.grant_competence.perform(
        hall.chair,
        provision=own(hall),
        body=hall.body("parks"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=clock.today(),
    ).result
    taken = kit.rule(hall, code="taken")
    set_fields(taken, adopted_by=hall.body("parks"))
    return Sample(
        hall.chair,
        granted,
        {"on": clock.today()},
        changed=lambda one: one.ends == clock.today(),
        refused=[
            unless("higher-law", provision=charter()),
            unless("not-its-law", provision=taken.provisions.get()),
            unless("ended", ends=clock.today() - ONE),
        ],
        wrong=[Wrong("on", clock.today() - ONE)],
    )


@sample("law.grant_right")
def grant_right(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        own(hall),
        {"right": "raise-cases", "holder": "organisation", "starts": clock.today()},
        changed=lambda one: (one.right, one.holder) == ("raise-cases", "organisation"),
        refused=[
            *not_its_own(hall),
            unless("not-spoken-of", speaks_of=[]),
            unless("ended", ends=clock.today() - ONE),
        ],
        wrong=[
            Wrong("right", "do-anything"),
            Wrong("holder", "office"),
            Wrong("starts", clock.today() - ONE),
        ],
    )


@sample("law.set_deadline")
def set_deadline(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        own(hall),
        {"duty": "answer-cases", "days": 5, "starts": day},
        changed=lambda one: (one.days, hall.raise_case().due_on) == (5, day + 5 * ONE),
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[
            Wrong("duty", "no-duty"),
            Wrong("ends", day - ONE),
            Wrong("working", True, along={"duty": "appeal"}),
            Wrong("days", 29, along={"duty": "appeal"}),
            Wrong("matter", "lamps", along={"duty": "decide-appeal"}),
            Wrong("matter", "no-such-category"),
        ],
    )


@sample("law.set_working_days")
def set_working_days(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"rest": ["5", "6"], "holidays": {"2026-12-25": "Christmas Day"}},
        changed=lambda settled: (
            (settled.rest_days, settled.holidays) == ([5, 6], {"2026-12-25": "Christmas Day"})
        ),
        wrong=[Wrong("rest", ["1", "2", "3", "4"])],
    )


@sample("law.set_witnesses")
def set_witnesses(hall: Hall) -> Sample:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key = str(Signer("witness.example/w1", private).public(COSIGNATURE))
    own = str(record_keys.witness_signer().public(COSIGNATURE))
    return Sample(
        hall.chair,
        given={"witnesses": [{"key": key, "url": "https://witness.example/"}], "needed": 1},
        changed=lambda settled: (
            ([one["key"] for one in settled.witnesses], settled.witnesses_needed) == ([key], 1)
        ),
        wrong=[
            Wrong("needed", 2),
            Wrong("witnesses", f"{key} ftp://witness.example/"),
            Wrong("witnesses", f"{key}\n{key}"),
            Wrong("witnesses", own),
            Wrong("witnesses", "a line"),
        ],
    )


@sample("law.settle_telling")
def settle_telling(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given={"tell_residents": "letter"},
        changed=lambda settled: settled.tell_residents == "letter",
        wrong=[Wrong("tell_residents", "by drum")],
    )


@sample("law.set_threshold")
def set_threshold(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        own(hall),
        {"matter": "recall-mandate", "per_cent": 3, "starts": day, "least": 4},
        changed=lambda one: (one.per_cent, one.least) == (3, 4),
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[Wrong("ends", day - ONE), Wrong("per_cent", 6), Wrong("least", 11)],
    )


@sample("law.set_suspension")
def set_suspension(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        own(hall),
        {"power": "set-plans", "starts": day},
        changed=lambda one: (one.power, one.ends) == ("set-plans", None),
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[Wrong("power", "*"), Wrong("ends", day - ONE)],
    )


@sample("law.forbid_power")
def forbid_power(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        own(hall),
        {"power": "set-plans", "unit": hall.unit("north"), "starts": day},
        changed=lambda one: (one.power, one.unit.code) == ("set-plans", "north"),
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[Wrong("power", "*"), Wrong("ends", day - ONE)],
    )


# --- who is asked first ---------------------------------------------------------------------------
def asking(hall: Hall) -> dict[str, Any]:
    return {
        "power": "set-plans",
        "unit": hall.unit("north"),
        "ways": ["conversation", "survey"],
        "residents": 8,
        "days": 10,
        "valid_days": 365,
        "if_few": "leave",
        "starts": clock.today(),
    }


@sample("law.set_asking_rule")
def set_asking_rule(hall: Hall) -> Sample:
    day = clock.today()
    return Sample(
        hall.chair,
        own(hall),
        asking(hall),
        changed=lambda one: (
            (one.power, one.residents, one.ways) == ("set-plans", 8, ["conversation", "survey"])
        ),
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[
            Wrong("power", "*"),
            Wrong("residents", 0),
            Wrong("per_place", 3),
            Wrong("matter", "delivery.itm"),
            Wrong("ends", day - ONE),
            Wrong("starts", day - ONE),
        ],
    )


def asking_rule(hall: Hall, code: str = "market") -> AskingRule:
    provision = kit.rule(hall, code=code).provisions.get()
    return asking_actions.set_asking_rule.perform(
        hall.chair, provision=provision, **asking(hall)
    ).result


@sample("law.end_asking_rule")
def end_asking_rule(hall: Hall) -> Sample:
    day, taken, over = clock.today(), asking_rule(hall, "taken"), asking_rule(hall, "over")
    set_fields(taken.provision.instrument, adopted_by=hall.body("parks"))
    set_fields(over.provision, ends=day - ONE)
    return Sample(
        hall.chair,
        asking_rule(hall),
        {"on": day},
        changed=lambda one: one.ends == day,
        refused=[
            Refusal("higher-law", thing=AskingRule.objects.get(power="decide-matters")),
            Refusal("not-its-law", thing=AskingRule.objects.get(pk=taken.pk)),
            Refusal("ended", thing=AskingRule.objects.get(pk=over.pk)),
        ],
        wrong=[Wrong("on", day - ONE)],
    )


def nobody_judges() -> None:
    """As if no article kept a body from judging in its own cause: the action sees to it, too."""
    QuerySet(PowerOverPower).update(ends=clock.today() - ONE)


@sample("law.allow_although_few")
def allow_although_few(hall: Hall) -> Sample:
    day, case, reviewer = clock.today(), hall.raise_case(), kit.reviewer(hall)
    ask(hall, case.ref, 1)
    # In the founding period nobody need have been asked.
    set_fields(FoundingPeriod.objects.get(), closed_on=day)
    return Sample(
        reviewer,
        asking_rule(hall),
        {
            "matter": case.ref,
            "body": hall.body("council"),
            "text": "Three people live there.",
            "ends": day + 30 * ONE,
        },
        changed=lambda one: (one.body.code, one.ends) == ("council", day + 30 * ONE),
        wrong=[
            Wrong("matter", "cases.case:999"),
            Wrong("matter", hall.raise_case().ref),
            Wrong("body", hall.body("reviewer"), before=nobody_judges),
            Wrong("ends", day - ONE),
            Wrong("ends", day + 999 * ONE),
        ],
    )


# --- law that stands above ------------------------------------------------------------------------
HIGHER = b"# Act on Assemblies\n\n## Article 1 - Right\nEverybody may assemble.\n"


def higher(hall: Hall) -> dict[str, Any]:
    return {
        "code": "assemblies",
        "rank": Rank.LAW,
        "titles": texts("Act on Assemblies"),
        "file": higher_files.read_file(io.BytesIO(HIGHER)),
        "source": "https://law.example/eli/act/1",
        "starts": clock.today() - 900 * ONE,
    }


@sample("law.enter_higher_law")
def enter_higher_law(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        given=higher(hall),
        changed=lambda one: (
            (one.above, one.provisions.get().number, one.adopted_by_id) == (True, "Article 1", None)
        ),
        wrong=[
            Wrong("code", "market", before=lambda: kit.rule(hall)),
            Wrong("source", "javascript:alert(1)"),
            Wrong("starts", None),
            Wrong("ends", clock.today() - 999 * ONE),
        ],
    )


@sample("law.bar_by_higher_law")
def bar_by_higher_law(hall: Hall) -> Sample:
    made = higher_actions.enter_higher_law.perform(hall.clerk, **higher(hall)).result
    day = clock.today()
    return Sample(
        kit.reviewer(hall),
        made.provisions.get(),
        {"power": "set-plans", "unit": hall.unit("root"), "starts": day, "holders": ["office"]},
        changed=lambda one: (one.power, one.holders) == ("set-plans", ["office"]),
        refused=[Refusal("own-law", thing=charter())],
        wrong=[
            Wrong("power", "*"),
            Wrong("ends", day - ONE),
            Wrong("starts", day - ONE),
        ],
    )


# --- reviews --------------------------------------------------------------------------------------
@sample("law.set_sunset")
def set_sunset(hall: Hall) -> Sample:
    day, mine = clock.today(), own(hall)
    return Sample(
        hall.chair,
        mine,
        {"ends": day + 9 * ONE, "text": "A trial."},
        changed=lambda one: one.ends == day + 9 * ONE,
        refused=[*not_its_own(hall), unless("ended", ends=day - ONE)],
        wrong=[
            Wrong("ends", day - ONE),
            Wrong("ends", day + 9 * ONE, before=lambda: set_fields(mine, ends=day + 8 * ONE)),
        ],
    )


@sample("law.renew_provision")
def renew_provision(hall: Hall) -> Sample:
    mine, day = own(hall), clock.today()
    set_fields(mine, ends=day + ONE)
    return Sample(
        hall.chair,
        mine,
        {"text": "It works.", "ends": day + 9 * ONE},
        changed=lambda one: one.ends == day + 9 * ONE,
        refused=[
            *not_its_own(hall),
            unless("wrong-state", ends=None),
            unless("ended", ends=day - ONE),
        ],
        wrong=[Wrong("ends", day + ONE)],
    )


@sample("law.review_instrument")
def review_instrument(hall: Hall) -> Sample:
    mine, day = kit.rule(hall), clock.today()
    return Sample(
        hall.chair,
        mine,
        {"text": "It works.", "review_on": day + ONE, "ends": day + 9 * ONE},
        changed=lambda one: (one.review_on, one.ends) == (day + ONE, day + 9 * ONE),
        refused=not_its_own_instrument(hall),
        wrong=[
            Wrong("review_on", day),
            Wrong("ends", day - ONE),
            Wrong("ends", mine.ends + ONE),
        ],
    )


def not_its_own_instrument(hall: Hall) -> list[Refusal]:
    taken = kit.rule(hall, code="taken")
    set_fields(taken, adopted_by=hall.body("parks"))
    return [
        Refusal("higher-law", thing=Instrument.objects.get(pk=charter().instrument_id)),
        Refusal("not-its-law", thing=taken),
    ]


@sample("law.renew_instrument")
def renew_instrument(hall: Hall) -> Sample:
    mine, day = kit.rule(hall), clock.today()
    later = mine.ends + ONE
    return Sample(
        hall.chair,
        mine,
        {"text": "It works.", "ends": later},
        changed=lambda one: one.ends == later,
        refused=[
            *not_its_own_instrument(hall),
            unless("wrong-state", ends=None),
            unless("ended", ends=day - ONE),
        ],
        wrong=[Wrong("ends", mine.ends)],
    )


# --- mandates -------------------------------------------------------------------------------------
def mandate_of(code: str) -> Mandate:
    return Mandate.objects.select_related("body__unit").get(body__code=code)


@sample("law.give_mandate")
def give_mandate(hall: Hall) -> Sample:
    day, mandate = clock.today(), mandate_of("parks")
    set_fields(mandate, recalled_on=day)
    return Sample(
        hall.chair,
        own(hall),
        {"body": hall.body("parks"), "origin": "council", "starts": day, "ends": day},
        changed=lambda one: (one.body.code, one.ends) == ("parks", day),
        refused=[
            *not_its_own(hall),
            Refusal("not-spoken-of", thing=charter()),
            unless("not-spoken-of", speaks_of=[]),
            unless("ended", ends=day - ONE),
            Refusal("for-itself", given={"body": hall.body("council")}),
            Refusal("for-itself", given={"body": hall.body("reviewer")}),
        ],
        wrong=[
            Wrong("ends", day - ONE),
            Wrong("ends", day + 2000 * ONE),
            Wrong("starts", day - ONE),
            Wrong("starts", day, before=lambda: set_fields(mandate, recalled_on=None)),
        ],
    )


@sample("law.recall_mandate")
def recall_mandate(hall: Hall) -> Sample:
    mandate, day = mandate_of("roads"), clock.today()
    return Sample(
        hall.chair,
        mandate,
        {"on": day},
        changed=lambda one: one.recalled_on == day,
        refused=[
            Refusal("for-itself", thing=mandate_of("council")),
            Refusal("for-itself", thing=mandate_of("reviewer")),
        ],
        wrong=[Wrong("on", (mandate.ends or day) + ONE), Wrong("on", mandate.starts - ONE)],
    )


# --- the hall's settings ---------------------------------------------------------------------------
@sample("law.set_languages")
def set_languages(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"own": OTHER, "others": [SOURCE]},
        changed=lambda one: one.languages == list(dict.fromkeys([OTHER, SOURCE])),
    )


@sample("law.set_time_zone")
def set_time_zone(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"time_zone": "Asia/Shanghai"},
        changed=lambda one: one.time_zone == "Asia/Shanghai",
        wrong=[Wrong("time_zone", "Europe/Nowhere"), Wrong("time_zone", "")],
    )


@sample("law.set_currency")
def set_currency(hall: Hall) -> Sample:
    def planned() -> None:
        adopt_item.perform(
            as_whole(hall),
            level="project",
            names={SOURCE: "A new lamp"},
            unit=hall.unit("north"),
            body=hall.body("parks"),
            budget=1000_00,
        )

    return Sample(
        hall.chair,
        given={"currency": "PLN"},
        changed=lambda one: (
            one.currency == "PLN"
            and set(Competence.objects.exclude(most=None).values_list("currency", flat=True))
            == {"PLN"}
        ),
        refused=[
            Refusal(
                "founded",
                before=lambda: founding.close_founding_period.perform(
                    hall.chair, founding_period()
                ),
            ),
            Refusal("money-recorded", before=planned),
        ],
        wrong=[Wrong("currency", "pln"), Wrong("currency", "Zł"), Wrong("currency", "JPY")],
    )


@sample("law.settle_name_and_colour")
def settle_name_and_colour(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"names": {SOURCE: "Riverside"}, "colour": "#22497a"},
        changed=lambda one: (one.names, one.colour) == ({SOURCE: "Riverside"}, "#22497a"),
        wrong=[Wrong("colour", "#88bbee"), Wrong("colour", "blue"), Wrong("names", {})],
    )


@sample("law.settle_letter_words")
def settle_letter_words(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"greeting": {SOURCE: "Good day,"}, "closing": {SOURCE: "Your hall"}},
        changed=lambda one: (
            (one.letter_greeting, one.letter_closing)
            == ({SOURCE: "Good day,"}, {SOURCE: "Your hall"})
        ),
        wrong=[
            Wrong("closing", {SOURCE: "Bye\n--\nfoot"}),
            Wrong("greeting", {SOURCE: "x" * 121}),
        ],
    )


def a_logo() -> ContentFile[bytes]:
    out = io.BytesIO()
    Image.new("RGBA", (300, 100), "#7a2230").save(out, "PNG")
    return ContentFile(out.getvalue(), name="logo.png")


@sample("law.settle_logo")
def settle_logo(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"logo": a_logo(), "alt": {SOURCE: "A bridge"}},
        changed=lambda one: (one.logo_width, one.logo_alt) == (288, {SOURCE: "A bridge"}),
        wrong=[Wrong("logo", ContentFile(b"<svg/>", name="logo.png"))],
    )


@sample("law.remove_logo")
def remove_logo(hall: Hall) -> Sample:
    settings.settle_logo.perform(hall.chair, logo=a_logo())
    return Sample(
        hall.chair,
        changed=lambda one: (one.logo, one.icon, one.logo_width) == ("", "", 0),
        refused=[Refusal("no-logo", before=lambda: settings.remove_logo.perform(hall.chair))],
    )


@sample("law.write_hall_page")
def write_hall_page(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"code": "contact", "texts": {SOURCE: "Room 3."}},
        changed=lambda one: (one.code, one.texts) == ("contact", {SOURCE: "Room 3."}),
        wrong=[Wrong("code", "home"), Wrong("texts", {})],
    )


# --- the founding period ---------------------------------------------------------------------------
@sample("law.close_founding_period")
def close_founding_period(hall: Hall) -> Sample:
    founded = founding_period()
    assert founded is not None
    return Sample(
        hall.chair,
        founded,
        changed=lambda one: (
            (one.closed_on, one.provision.ends < clock.today()) == (clock.today(), True)
        ),
        refused=[
            unless("wrong-state", closed_on=clock.today()),
            Refusal(
                "own-body",
                before=lambda: set_fields(founded, office=Office.objects.get(code="council-chair")),
            ),
        ],
    )


# --- rules that wait for the reviewer -------------------------------------------------------------
def waiting(hall: Hall) -> WaitingRule:
    """A rule of the council that touches the right to raise a case."""
    right = Right.objects.get(right="raise-cases", holder="person")
    kit.rule(
        hall,
        code="night",
        touches=[right.ref],
        allowed_by=Provision.objects.get(number="Article 8"),
    )
    return WaitingRule.objects.get()


def _own_rule(hall: Hall) -> Refusal:
    """Whoever reviews made the rule itself."""
    return unless("for-itself", body=hall.body("reviewer"))


@sample("law.allow_waiting_rule")
def allow_waiting_rule(hall: Hall) -> Sample:
    thing = waiting(hall)
    return Sample(
        kit.reviewer(hall),
        thing,
        {"reasons": "It is needed at night alone."},
        changed=lambda one: (
            (one.state, one.instrument.provisions.get().starts) == ("allowed", clock.today())
        ),
        refused=[
            unless("wrong-state", state="objected"),
            _own_rule(hall),
            unless(
                "changed-meanwhile",
                provision=kit.rule(hall, code="day").provisions.get(),
                before={"x": "y"},
            ),
        ],
    )


@sample("law.object_to_waiting_rule")
def object_to_waiting_rule(hall: Hall) -> Sample:
    thing = waiting(hall)
    return Sample(
        kit.reviewer(hall),
        thing,
        {"reasons": "It goes further than it must."},
        changed=lambda one: (
            one.state == "objected" and one.instrument.provisions.get().ends < clock.today()
        ),
        refused=[unless("wrong-state", state="allowed"), _own_rule(hall)],
    )


@sample("law.begin_waiting_rule")
def begin_waiting_rule(hall: Hall) -> Sample:
    thing = waiting(hall)
    set_fields(thing, until=clock.today() - ONE)
    return Sample(
        system(),
        thing,
        changed=lambda one: one.state == "unopposed",
        refused=[
            unless("wrong-state", state="allowed"),
            unless("in-time", until=clock.today()),
        ],
    )
