"""Sample content of the gallery: an invented town, in English and in Chinese."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import get_language

from commonhall.ui import charts, text
from commonhall.ui.forms import DateTextField, HallForm, LimitedFileField, LongText, PlaceField
from commonhall.ui.parts import (
    Answered,
    Crumb,
    Event,
    FileLink,
    OfficeLine,
    Receipt,
    Refusal,
    Station,
    StatusBadge,
    Step,
    Tab,
)

LONG_WORD = "Straßenbeleuchtungsinstandhaltungsvereinbarung"
HASH = "9f2c41d7a6b05e83c11f7d2e94a8c6035b7e1d90f4a2c8b6e3d5071f8a9c4b26"


def say(english: str, chinese: str) -> str:
    """The text in the active language."""
    return chinese if (get_language() or "").startswith("zh") else english


def _now() -> datetime:
    return timezone.now()


def officer() -> OfficeLine:
    """An official: a name with duties."""
    return OfficeLine(
        name=say("Mara Lindqvist", "林玛拉"),
        duties=say("answers for roads, lighting and crossings", "负责道路、照明与路口事务"),
        body=say("Works Department", "市政工程局"),
        url="#office",
        body_url="#body",
        mandate_url="#mandate",
        until=date(2028, 4, 30),
    )


def stations() -> list[Station]:
    """A thread from a need to its result."""
    return [
        Station(
            say("Need", "诉求"),
            [
                Crumb(say("No safe way across Mill Road", "磨坊路没有安全过街处"), "#1"),
                Crumb(say("38 similar needs", "38 件类似诉求"), "#2"),
            ],
            "done",
            date(2026, 3, 2),
        ),
        Station(
            say("Source", "根源"),
            [
                Crumb(
                    say(
                        "Speed and missing crossings near schools", "学校周边车速过快、缺少人行横道"
                    ),
                    "#3",
                )
            ],
            "done",
            date(2026, 4, 11),
        ),
        Station(
            say("Consultation", "协商"),
            [Crumb(say("A safer Mill Road", "让磨坊路更安全"), "#4")],
            "done",
            date(2026, 6, 1),
        ),
        Station(
            say("Decision", "决定"),
            [Crumb(say("Council decision 2026/41", "议会决定 2026/41 号"), "#5")],
            "done",
            date(2026, 7, 9),
        ),
        Station(
            say("Plan", "计划"),
            [
                Crumb(
                    say("Measure 3.2: eight raised crossings", "措施 3.2：建八处抬高式人行横道"),
                    "#6",
                )
            ],
            "current",
            date(2026, 9, 1),
            say("3 of 8 built", "已建 3 处，共 8 处"),
        ),
        Station(
            say("Confirmation", "确认"),
            [],
            "next",
            None,
            say("residents will be asked", "将请居民确认"),
        ),
        Station(say("Evaluation", "评估"), [], "next"),
    ]


def events() -> list[Event]:
    """A short history."""
    now = _now()
    return [
        Event(
            now - timedelta(hours=3),
            say("Answered, with a promise", "已答复并作出承诺"),
            say("Works Department", "市政工程局"),
            say("Two crossings will be built before school starts.", "开学前建成两处人行横道。"),
            "#entry",
            "good",
        ),
        Event(
            now - timedelta(days=4),
            say("Passed on to the department that may act", "已转交有权处理的部门"),
            say("Front desk", "接待窗口"),
            entry_url="#entry",
        ),
        Event(
            now - timedelta(days=9),
            say("The deadline was missed", "已超过办理期限"),
            say("Deadline rule, article 12", "期限规则第十二条"),
            tone="bad",
        ),
        Event(
            now - timedelta(days=30),
            say("Raised by a resident", "由居民提出"),
            say("A resident", "一位居民"),
            tone="neutral",
        ),
    ]


def for_page(request: HttpRequest) -> dict[str, Any]:
    """A case, as a resident meets it."""
    return {
        "crumbs": [
            Crumb(say("Matters", "事项"), "#"),
            Crumb(say("Roads and paths", "道路与步道"), "#"),
            Crumb(say("Case 2026-1187", "2026-1187 号")),
        ],
        "title": say("No safe way across Mill Road for children", "孩子们没有安全穿过磨坊路的地方"),
        "status": StatusBadge(say("Promised for 28 August", "承诺 8 月 28 日前办结"), "waiting"),
        "body": say(
            "Cars come fast out of the bend at number 40, and the next crossing is **600 metres** away. "
            "About 120 children walk here every morning.\n\n"
            "We ask for:\n\n- a raised crossing at the bakery\n- 30 km/h between the bridge and the school\n\n"
            "> Last winter my daughter waited eleven minutes to cross. — a parent",
            "车辆从 40 号旁的弯道快速驶出，最近的人行横道在 **600 米** 以外。每天早上约有 120 名孩子从这里走过。\n\n"
            "我们请求：\n\n- 在面包房门口修建抬高式人行横道\n- 从桥头到学校一段限速 30 公里\n\n"
            "> 去年冬天，我女儿等了十一分钟才过得了马路。——一位家长",
        ),
        "answer": say(
            "You are right: the count in May found 1,940 cars an hour at school time. Two raised crossings "
            "will be built by **28 August**; the speed limit needs the council, which decides on 9 September.",
            "您说得对：五月的统计显示，上学时段每小时有 1,940 辆车经过。两处抬高式人行横道将于 **8 月 28 日** 前建成；"
            "限速须由议会决定，议会将于 9 月 9 日作出决定。",
        ),
        "officer": officer(),
        "resident": OfficeLine(say("A resident of Mill Road", "磨坊路一位居民"), kind="person"),
        "linked": {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "headline": say("No safe way across Mill Road", "磨坊路没有安全过街处"),
        },
        "raised": _now() - timedelta(days=30),
        "due": _now() + timedelta(days=5),
        "stations": stations(),
        "events": events(),
        "long_word": LONG_WORD,
        "topics": [say("Roads", "道路"), say("Children", "儿童"), say("Safety", "安全")],
        "refusal": Refusal(
            say(
                "Only the person who raised a matter can say that it is solved.",
                "只有提出事项的人才能确认事项已解决。",
            ),
            say("Rules of the hall, article 7 (2)", "《议事厅规则》第七条第二款"),
            "#provision",
            say("Ask for an independent review instead", "您可以改为申请独立复核"),
            "#review",
        ),
    }


def for_parts(request: HttpRequest) -> dict[str, Any]:
    """Cards, lists, badges, facts, tables."""
    now = _now()
    return {
        "badges": [
            (say("New", "新提出"), "neutral"),
            (say("In work", "办理中"), "info"),
            (say("Waiting for you", "待您处理"), "waiting"),
            (say("Solved, confirmed", "已确认解决"), "good"),
            (say("Late by 3 days", "逾期 3 天"), "warn"),
            (say("Promise broken", "承诺未兑现"), "bad"),
        ],
        "cards": [
            (
                say("A safer Mill Road", "让磨坊路更安全"),
                say(
                    "Where should the eight crossings go? Say which places matter most to you.",
                    "八处人行横道应建在哪里？请告诉我们哪些地点最重要。",
                ),
                say("Open until 12 June", "开放至 6 月 12 日"),
                "info",
            ),
            (
                say("Rules for the community garden", "社区花园管理规则"),
                say(
                    "Draft of the gardeners’ association, paragraph by paragraph.",
                    "园艺协会起草的文本，可逐段讨论。",
                ),
                say("Agreed", "已达成一致"),
                "good",
            ),
            (
                LONG_WORD,
                say(
                    "Very long words break instead of pushing the page wide.",
                    "很长的词会自动换行，不会把页面撑宽；中文标点也不会出现在行首，例如：“好的，明白了。”",
                ),
                say("Draft", "草案"),
                "neutral",
            ),
        ],
        "items": [
            (
                say("Street light out at Canal Street 14", "运河街 14 号路灯不亮"),
                say(
                    "Dark since Monday; the pavement is uneven there.",
                    "从周一起没有灯光，那里的路面也不平。",
                ),
                now - timedelta(hours=2),
                say("In work", "办理中"),
                "info",
                12,
            ),
            (
                say(
                    "Noise at night from the loading bay behind the supermarket",
                    "超市后方装卸区夜间噪音扰民",
                ),
                say(
                    "Lorries unload between two and four in the morning.",
                    "货车在凌晨两点到四点之间卸货。",
                ),
                now - timedelta(days=3),
                say("Late by 3 days", "逾期 3 天"),
                "warn",
                47,
            ),
            (
                say("More shade at the playground", "儿童游乐场需要更多遮阴"),
                say("Six trees would do.", "种六棵树就够了。"),
                now - timedelta(days=80),
                say("Solved, confirmed", "已确认解决"),
                "good",
                8,
            ),
        ],
        "rows": [
            (say("Works Department", "市政工程局"), 412, 0.91, 0.74, 5.2),
            (say("Schools and Youth", "教育与青少年局"), 268, 0.97, 0.81, 3.9),
            (say("Housing Association North", "北区住房协会"), 143, 0.84, 0.69, 7.8),
            (say("Water and Waste", "供水与环卫公司"), 530, 0.99, 0.88, 2.1),
        ],
        "tabs": [
            Tab(say("All", "全部"), "#a", True, 1187),
            Tab(say("Near me", "我附近"), "#b", False, 41),
            Tab(say("I follow", "我关注的"), "#c", False, 3),
        ],
        "steps": [
            Step(say("What happened", "发生了什么"), "done", "#"),
            Step(say("Where", "在哪里"), "current"),
            Step(say("About you", "关于您")),
            Step(say("Check and send", "核对并提交")),
        ],
        "stations": stations(),
        "events": events(),
        "offices": [
            officer(),
            OfficeLine(
                say("Riverside Neighbours’ Association", "河畔邻里协会"),
                say("runs the repair café and the tool library", "负责修理咖啡馆和工具图书馆"),
                kind="organisation",
                url="#",
            ),
            OfficeLine(
                say("Ahmed Rahimi", "阿赫迈德"),
                say("resident, member of the lottery-drawn panel", "居民，抽签议事小组成员"),
                kind="person",
            ),
        ],
        "lead": say(
            "Cards, lists, badges, facts and tables: the small pieces that all rooms share.",
            "卡片、列表、状态、数字与表格：各个房间共用的小部件。",
        ),
        "demo": {name: say(en, zh) for name, en, zh in PARTS_WORDS},
        "sum": Sum(125_000_000, "EUR", 2),
    }


PARTS_WORDS = [
    ("buttons", "Buttons and links", "按钮与链接"),
    ("raise", "Raise a matter", "提出事项"),
    ("follow", "Follow", "关注"),
    ("withdraw", "Withdraw", "撤回"),
    ("more", "How answers are checked", "答复如何核实"),
    ("badges", "States", "状态"),
    ("cards", "Cards", "卡片"),
    ("list", "List", "列表"),
    ("facts", "Facts", "数字"),
    ("solved", "confirmed as solved", "经本人确认解决"),
    ("solved_note", "of 1,353 closed this year", "本年办结 1,353 件"),
    ("days", "days to a first answer", "天内首次答复"),
    ("days_note", "half of all matters are quicker", "一半事项更快"),
    ("money", "shared out by residents", "由居民分配"),
    ("money_note", "participatory budget 2026", "2026 年参与式预算"),
    ("table", "Answers by body, January to June", "各单位答复情况（1 月至 6 月）"),
    ("body", "Body", "单位"),
    ("cases", "Matters", "事项"),
    ("answered", "Answered in time", "按期答复"),
    ("confirmed", "Confirmed solved", "确认解决"),
    ("median", "Median days", "天数中位数"),
    ("people", "People and offices", "人员与职责"),
    ("history", "History", "经过"),
    ("steps", "Steps", "步骤"),
    ("thread", "The thread", "线索"),
    ("filter", "Find", "查找"),
    ("topic", "Topic", "主题"),
    ("state", "State", "状态"),
    ("apply", "Show", "显示"),
    ("all", "All", "全部"),
    ("supports", "people affected", "人受影响"),
]


class Sum(NamedTuple):
    """Money, as the pieces show it."""

    minor: int
    currency: str
    digits: int


class SampleForm(HallForm):
    """A form with every kind of field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [
            ("request", say("Something is broken or missing", "设施损坏或缺失")),
            ("complaint", say("I was treated wrongly", "我受到了不当对待")),
            ("idea", say("I have an idea", "我有一个想法")),
        ]
        self.fields["title"] = forms.CharField(
            max_length=120, label=say("In one sentence, what is it about?", "用一句话说明是什么事")
        )
        self.fields["kind"] = forms.ChoiceField(
            choices=kinds,
            widget=forms.RadioSelect,
            label=say("What kind of matter is it?", "属于哪一类事项？"),
            help_text=say(
                "If you are not sure, choose the nearest. We can change it.",
                "拿不准时请选最接近的一项，我们可以更改。",
            ),
        )
        self.fields["account"] = forms.CharField(
            max_length=2000,
            widget=LongText(),
            label=say("What happened?", "发生了什么？"),
            help_text=say("Please leave out names of private persons.", "请不要写出他人的姓名。"),
        )
        self.fields["day"] = DateTextField(
            required=False, label=say("On which day?", "发生在哪一天？")
        )
        self.fields["topics"] = forms.MultipleChoiceField(
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[
                ("r", say("Roads", "道路")),
                ("n", say("Noise", "噪音")),
                ("s", say("Safety", "安全")),
            ],
            label=say("Topics", "主题"),
        )
        self.fields["unit"] = forms.ChoiceField(
            required=False,
            choices=[
                ("", "–"),
                ("1", say("Riverside", "河畔区")),
                ("2", say("Old Town", "老城区")),
            ],
            label=say("Neighbourhood", "所在社区"),
        )
        self.fields["place"] = PlaceField(
            required=False,
            boundaries_url=reverse_lazy("gallery:chapter", args=["boundaries"]),
            label=say("Where is it?", "在哪里？"),
        )
        self.fields["photo"] = LimitedFileField(
            required=False,
            kinds=["jpg", "png", "webp"],
            max_bytes=12 * 1024 * 1024,
            label=say("Photograph", "照片"),
        )
        self.fields["email"] = forms.EmailField(
            label=say("E-mail address", "电子邮箱"),
            help_text=say("For the answer only. It is never shown.", "仅用于答复，绝不公开。"),
        )
        self.fields["agree"] = forms.BooleanField(
            label=say("The text may be published without my name", "同意在隐去姓名后公开这段文字")
        )
        self.order_fields(["title", "kind", "account"])
        from commonhall.ui.forms import fill_autocomplete

        fill_autocomplete(self)


def for_forms(request: HttpRequest) -> dict[str, Any]:
    """A form, empty or with errors (`?errors=1`, or sent)."""
    data = (
        request.POST
        if request.method == "POST"
        else (
            {"email": "nobody", "day": "31.2.2026", "title": ""}
            if request.GET.get("errors")
            else None
        )
    )
    return {
        "form": SampleForm(data),
        "send": say("Go on", "继续"),
        "save": say("Save for later", "存为草稿"),
        "steps": for_parts(request)["steps"],
        "title": say("Raise a matter", "提出事项"),
    }


def for_data(request: HttpRequest) -> dict[str, Any]:
    """All charts."""
    months = [date(2025 + m // 12, m % 12 + 1, 1) for m in range(18)]
    raised = charts.Series(
        say("raised", "新提出"),
        [(d, 90 + 35 * math.sin(i / 2.3) + 2 * i) for i, d in enumerate(months)],
    )
    solved = charts.Series(
        say("confirmed solved", "确认解决"),
        [
            (d, None if i == 7 else 60 + 30 * math.sin(i / 2.3 - 1) + 3 * i)
            for i, d in enumerate(months)
        ],
        [
            (d, 50 + 30 * math.sin(i / 2.3 - 1) + 3 * i, 70 + 30 * math.sin(i / 2.3 - 1) + 3 * i)
            for i, d in enumerate(months)
        ],
    )
    places = [
        say("Riverside", "河畔区"),
        say("Old Town", "老城区"),
        say("Mill Hill", "磨坊山"),
        say("Harbour", "港口区"),
        say(
            "North Field and the allotments beyond the railway line", "北原与铁路线另一侧的市民菜园"
        ),
    ]
    ages = [
        say("under 30", "30 岁以下"),
        say("30 to 59", "30 至 59 岁"),
        say("60 and over", "60 岁及以上"),
    ]
    return {
        "bars": charts.bar_chart(
            say("Matters raised by neighbourhood, 2026", "2026 年各社区提出的事项"),
            list(zip(places, [412, 268, 143, 530, None], strict=True)),
            note=say(
                "Number of matters; source: the record, January to June",
                "事项数量；来源：公共记录，1 月至 6 月",
            ),
        ),
        "change": charts.bar_chart(
            say("Change on the year before", "与上年相比的变化"),
            list(zip(places, [0.12, -0.08, 0.03, -0.21, 0.0], strict=True)),
            show=text.percent,
        ),
        "groups": charts.grouped_bars(
            say("Safe in the evening, by age", "各年龄段夜间安全感"),
            places[:3],
            [
                (a, v)
                for a, v in zip(
                    ages, [[0.71, 0.6, 0.66], [0.64, 0.58, 0.7], [0.51, 0.44, 0.62]], strict=True
                )
            ],
            show=text.percent,
            note=say("Share of those asked who feel safe", "受访者中感到安全的比例"),
        ),
        "stack": charts.stacked_bars(
            say("What became of what was said", "意见的去向"),
            [say("Consultation A", "协商甲"), say("Consultation B", "协商乙")],
            [
                (say("taken up", "已采纳"), [42, 30]),
                (say("in part", "部分采纳"), [25, 31]),
                (say("refused, with reasons", "未采纳并说明理由"), [18, 9]),
                (say("not answered", "未答复"), [3, 11]),
            ],
            shares=True,
        ),
        "line": charts.line_chart(
            say("Raised and solved, month by month", "每月新提出与确认解决"),
            [raised, solved],
            target=120,
            note=say(
                "Matters per month; shaded: 95% interval; dashed: target",
                "每月事项数；阴影为 95% 区间；虚线为目标",
            ),
            show=lambda v: text.number(v, 0),
        ),
        "dots": charts.dot_chart(
            say("Trust in the hall by neighbourhood", "各社区对议事厅的信任"),
            [
                charts.Estimate(p, v, v - w, v + w)
                for p, v, w in zip(
                    places, [6.4, 5.9, 7.1, 6.6, 5.2], [0.4, 0.7, 0.5, 0.3, 1.1], strict=True
                )
            ],
            target=6.5,
            domain=(3, 9),
            interval=say("95% interval", "95% 区间"),
            note=say("Mean answer from 0 to 10", "0 至 10 分的平均值"),
            show=lambda v: text.number(v, 1),
        ),
        "histogram": charts.histogram(
            say("Days until a first answer", "首次答复所需天数"),
            list(range(0, 44, 4)),
            [120, 310, 280, 190, 90, 60, 32, 14, 9, 3],
            note=say("Number of matters", "事项数量"),
        ),
        "areas": charts.area_map(
            say("Green space per resident", "人均绿地面积"),
            [
                charts.Area(f["properties"]["name"], f["properties"]["value"], f["geometry"], "#")
                for f in boundaries()["features"]
            ],
            note=say("Square metres", "平方米"),
        ),
        "sparks": [
            (p, charts.sparkline([5, 6, 5.5, 7, 6.5 + i, 8 - i], p), 8 - i)
            for i, p in enumerate(places[:4])
        ],
        "lead": say(
            "Comparisons as small charts, each with its figures.",
            "用小图作比较，每张图都附有数字。",
        ),
        "head": say("Trend", "趋势"),
        "place": say("Neighbourhood", "社区"),
        "value": say("Now", "目前"),
        "known": say(
            "Counted from the public record every night. The interval comes from 1,000 resampled sets of answers; places with fewer than 30 answers are left out.",
            "每晚根据公共记录计算。区间来自对答卷的 1,000 次重抽样；答卷少于 30 份的社区不列出。",
        ),
    }


def for_map(request: HttpRequest) -> dict[str, Any]:
    """A map with points that stand together when far away."""
    points = [
        {
            "label": f"{say('Matter', '事项')} {n + 1}",
            "url": f"#{n}",
            "latitude": 54.32 + 0.011 * math.sin(n * 2.4) * math.sqrt(n) / 3,
            "longitude": 10.13 + 0.02 * math.cos(n * 2.4) * math.sqrt(n) / 3,
            "note": say("raised this week", "本周提出"),
        }
        for n in range(40)
    ]
    return {
        "points": points,
        "label": say("Matters in town", "全城事项"),
        "lead": say(
            "Boundaries are the base; tiles are optional. The list says the same.",
            "以区域边界为底图，地图瓦片可选。列表内容与地图相同。",
        ),
    }


def for_rest(request: HttpRequest) -> dict[str, Any]:
    """What people get back."""
    return {
        "receipt": Receipt(HASH, _now(), "#verify", "#download", _now() + timedelta(minutes=1)),
        "answers": [
            Answered(
                say("What is it about?", "是什么事？"),
                say("No safe way across Mill Road", "磨坊路没有安全过街处"),
                "#",
            ),
            Answered(
                say("Where is it?", "在哪里？"),
                say("Mill Road 40, Riverside", "河畔区磨坊路 40 号"),
                "#",
            ),
            Answered(say("E-mail address", "电子邮箱"), "", "#"),
        ],
        "files": [
            FileLink(
                say("All matters of 2026", "2 026 年全部事项".replace(" ", "")),
                "#",
                "CSV",
                482_133,
                say("one row per matter, no personal data", "每件事项一行，不含个人信息"),
            ),
            FileLink(say("Council decision 2026/41", "议会决定 2026/41 号"), "#", "PDF", 91_000),
        ],
        "refusal": Refusal(
            say(
                "The consultation on this plan is still open, so nothing can be decided yet.",
                "该计划的协商尚未结束，现在还不能作出决定。",
            ),
            say("Participation rules, article 4", "《参与规则》第四条"),
            "#",
            say("See when it closes", "查看结束时间"),
            "#",
        ),
        "words": {name: say(en, zh) for name, en, zh in REST_WORDS},
        "officer": officer(),
        "resident": OfficeLine(say("A resident of Old Town", "老城区一位居民"), kind="person"),
    }


REST_WORDS = [
    ("good", "Your matter is recorded as 2026-1187.", "您的事项已登记，编号 2026-1187。"),
    (
        "info",
        "The council meets on 9 September; everybody may listen.",
        "议会将于 9 月 9 日开会，人人可以旁听。",
    ),
    ("warn", "The deadline passes tomorrow at midnight.", "期限明日午夜届满。"),
    ("bad", "The promise of 28 August was not kept.", "8 月 28 日的承诺没有兑现。"),
    ("bad_title", "A promise was broken", "承诺未兑现"),
    ("empty", "Nobody has raised anything here yet", "这里还没有人提出事项"),
    (
        "empty_next",
        "If you see something that others should know, be the first.",
        "如果您发现了大家应当知道的事，欢迎第一个提出。",
    ),
    ("raise", "Raise a matter", "提出事项"),
    ("close", "Close the consultation", "结束协商"),
    ("confirm", "Withdraw your proposal?", "确定撤回您的提案吗？"),
    (
        "confirm_text",
        "It stays in the record as withdrawn. The 34 people who support it will be told.",
        "提案会以“已撤回”状态保留在公共记录中，并告知 34 位支持者。",
    ),
    ("yes", "Withdraw it", "撤回"),
    ("no", "Keep it", "保留"),
    ("term_before", "Every office rests on a", "每项职务都以"),
    ("term", "mandate", "授权"),
    (
        "term_means",
        "power lent for a time by those it concerns, with a date on which it ends.",
        "相关人群在一定期限内借予的权力，到期即止。",
    ),
    ("term_after", "that can be called back.", "为依据，且可以收回。"),
    (
        "comment",
        "Could the crossing be at the bakery instead? That is where the children come out.",
        "人行横道能不能设在面包房门口？孩子们都是从那里出来的。",
    ),
    (
        "answer",
        "Yes. The plan was changed on 4 May: see measure 3.2.",
        "可以。方案已于 5 月 4 日修改，见措施 3.2。",
    ),
    ("notices", "Notices", "提示"),
    ("check", "Check your answers", "核对您的回答"),
    ("receipts", "Receipt", "回执"),
    ("files", "Files", "文件"),
    ("cannot", "What cannot be done now", "现在不能办理的"),
    ("talk", "Conversation", "对话"),
    ("ask", "Asking before a grave step", "重要操作前的确认"),
    ("explain", "A word explained", "词语解释"),
]


def boundaries() -> dict[str, Any]:
    """Five invented neighbourhoods as GeoJSON."""
    w, s = 10.09, 54.30
    shapes = [
        (
            say("Riverside", "河畔区"),
            12.0,
            [(0, 0), (4, 0), (3.6, 1.6), (2.2, 2.2), (0, 1.8), (0, 0)],
        ),
        (
            say("Old Town", "老城区"),
            6.5,
            [(4, 0), (7, 0.3), (6.6, 2.4), (4.8, 2.6), (3.6, 1.6), (4, 0)],
        ),
        (
            say("Mill Hill", "磨坊山"),
            21.0,
            [(0, 1.8), (2.2, 2.2), (2.6, 4.4), (0.4, 4.6), (0, 1.8)],
        ),
        (
            say("Harbour", "港口区"),
            9.2,
            [(2.2, 2.2), (3.6, 1.6), (4.8, 2.6), (5, 4.6), (2.6, 4.4), (2.2, 2.2)],
        ),
        (
            say("North Field", "北原"),
            None,
            [(4.8, 2.6), (6.6, 2.4), (8, 3.2), (7.4, 4.8), (5, 4.6), (4.8, 2.6)],
        ),
    ]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name, "value": value},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[w + x * 0.012, s + y * 0.008] for x, y in ring]],
                },
            }
            for name, value, ring in shapes
        ],
    }
