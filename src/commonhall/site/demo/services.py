"""What Millbrook offers, which floors its council set, and the one that is broken today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.law.instruments.models import Provision
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.minimum_standards.timers import check_minimum_standards
from commonhall.services.services import actions as service_actions
from commonhall.services.services import entitlement
from commonhall.site import charters

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town
    from commonhall.ui.console import Progress

texts = charters.texts
SERVICES = [
    (
        "warm-meal",
        "schools",
        "meals",
        texts("A warm meal at school", "学校热餐"),
        texts(
            "Every child gets a warm meal on every school day.", "每个孩子在每个上学日都有热餐。"
        ),
        texts("At the school; nothing to ask for.", "在学校提供，无需申请。"),
        texts("free", "免费"),
        "age <= 15 | How old is the child? | 孩子多大？",
    ),
    (
        "bus-pass",
        "transport",
        "buses",
        texts("Bus pass for older residents", "老年人公交卡"),
        texts("Rides on all lines of the town.", "可乘坐全镇所有线路。"),
        texts("At the Residents' Office or by post.", "在居民事务处或邮寄办理。"),
        texts("12 a year", "每年 12"),
        "age >= 65 | How old are you? | 您多大年纪？\nresident yes | Do you live in Millbrook? | 您住在磨溪吗？",
    ),
    (
        "clinic",
        "health",
        "clinic",
        texts("Clinic near every home", "就近门诊"),
        texts("A doctor within half an hour on foot.", "步行半小时内有医生。"),
        texts("Walk in, or call ahead.", "直接前往或提前致电。"),
        texts("free", "免费"),
        "",
    ),
    (
        "water",
        "water",
        "water-pressure",
        texts("Clean water in every flat", "户户有净水"),
        texts("Day and night, on every floor.", "昼夜供应，层层有水。"),
        texts("By pipe.", "管道供应。"),
        texts("by meter", "按表计费"),
        "",
    ),
    (
        "street-light",
        "streets",
        "lamps",
        texts("Light on every street", "街街有灯"),
        texts("A lamp that is out is mended within ten days.", "坏灯十天内修好。"),
        {},
        {},
        "",
    ),
]
WATER = {"station": "61"}


def build(town: Town, bar: Progress) -> None:
    """The catalogue, three floors, a year of reported water pressure, and today's look at the rest."""
    chair = town.desks["council-chair"]
    root = Unit.objects.get(code="root")
    bodies = {body.code: body for body in Body.objects.all()}
    categories = {one.code: one for one in Category.objects.all()}
    basis = Provision.objects.get(number="Article 21")
    with clock.replay(town.begins + timedelta(days=30)):
        made = {}
        for code, body, category, names, words, channels, cost, rules in SERVICES:
            made[code] = service_actions.set_service.perform(
                chair,
                code=code,
                names=names,
                texts=words,
                body=bodies[body],
                unit=root,
                channels=channels,
                cost=cost,
                rules=entitlement.parse(rules),
                category=categories[category],
                basis=basis,
            ).result
            bar.advance()
        service_actions.set_standard.perform(
            chair,
            service=made["street-light"],
            measure="cases-solved",
            threshold=Decimal(85),
            names=texts(
                "85 of 100 lamps reported are really mended", "每百盏报修的路灯有 85 盏真正修好"
            ),
            at_least=True,
        )
        law = Provision.objects.get(number="Article 20")
        pressure = standard_actions.set_minimum_standard.perform(
            chair,
            names=texts("Water on every floor of every house", "每户每层有水"),
            measure="reported",
            threshold=Decimal(80),
            at_least=True,
            body=bodies["water"],
            unit=root,
            days=14,
            category=categories["water-pressure"],
            service=made["water"],
            basis=law,
        ).result
        standard_actions.set_minimum_standard.perform(
            chair,
            names=texts(
                "No district waits for more than four clinic matters",
                "任何地区的门诊待办事项不超过四件",
            ),
            measure="cases-waiting",
            threshold=Decimal(4),
            at_least=False,
            body=bodies["health"],
            unit=root,
            days=21,
            category=categories["clinic"],
            service=made["clinic"],
            basis=law,
        )
        standard_actions.set_minimum_standard.perform(
            chair,
            names=texts("No child without a warm meal", "没有孩子吃不上热餐"),
            measure="reported",
            threshold=Decimal(98),
            at_least=True,
            body=bodies["schools"],
            unit=root,
            days=7,
            category=categories["meals"],
            service=made["warm-meal"],
            basis=law,
        )
    _report(town, pressure)
    _dry(town, pressure)
    check_minimum_standards()


def _dry(town: Town, pressure: MinimumStandard) -> None:
    """One district was without water as the last whole quarter ended: its edition cannot hide it."""
    today = timezone.localdate()
    ended = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    moment = timezone.make_aware(datetime(ended.year, ended.month, ended.day, 9))
    with clock.replay(moment - timedelta(days=6)):
        standard_actions.report_value.perform(
            town.desks["water-desk"],
            minimum_standard=pressure,
            unit=Unit.objects.get(code="works"),
            value=Decimal(64),
        )
    with clock.replay(moment + timedelta(days=15)):
        standard_actions.report_value.perform(
            town.desks["water-desk"],
            minimum_standard=pressure,
            unit=Unit.objects.get(code="works"),
            value=Decimal(88),
        )


def _report(town: Town, pressure: MinimumStandard) -> None:
    """Each quarter the water office reports; last month one district fell below, another before."""
    desk, chance = town.desks["water-desk"], town.chance
    for days in (330, 240, 150, 25):
        with clock.replay(timezone.now() - timedelta(days=days)):
            for unit in town.units:
                low = WATER.get(unit.code) if days == 25 else None
                value = Decimal(low) if low else Decimal(f"{chance.uniform(84, 99):.1f}")
                standard_actions.report_value.perform(
                    desk, minimum_standard=pressure, unit=unit, value=value
                )
