"""What Millbrook is made of: districts, bodies, categories, and made-up words in two languages."""

from __future__ import annotations

import random

from commonhall.law.founding.charter import FirstBody
from commonhall.site.charters import texts

WEST, SOUTH, STEP = 10.0, 50.0, 0.02
_NAMES = [
    ("old-town", "Old Town", "老城"),
    ("mill-end", "Mill End", "磨坊头"),
    ("riverside", "Riverside", "河滨"),
    ("station", "Station Quarter", "车站区"),
    ("north-field", "Northfield", "北田"),
    ("harbour", "Harbour", "港口"),
    ("hillside", "Hillside", "山坡"),
    ("meadows", "The Meadows", "草甸"),
    ("works", "Works", "工业区"),
]
DISTRICTS = [
    (
        code,
        texts(en, zh),
        (
            WEST + STEP * (number % 3),
            SOUTH + STEP * (number // 3),
            WEST + STEP * (number % 3 + 1),
            SOUTH + STEP * (number // 3 + 1),
        ),
    )
    for number, (code, en, zh) in enumerate(_NAMES)
]
_BODIES = [
    ("parks", "Parks", "公园管理处", "Jun Park"),
    ("streets", "Streets", "道路管理处", "Goran Novak"),
    ("waste", "Waste and Cleaning", "环卫处", "Pia Jensen"),
    ("water", "Water", "供水处", "Sami Kaya"),
    ("schools", "Schools", "教育处", "Olga Marsh"),
    ("housing", "Housing", "住房处", "Kofi Okoro"),
    ("health", "Health", "卫生处", "Hana Ito"),
    ("safety", "Safety and Noise", "安全与噪声处", "Nils Dahl"),
    ("transport", "Transport", "交通处", "Rosa Reyes"),
]
BODIES = [FirstBody(code, texts(en, zh), "department") for code, en, zh, _ in _BODIES]
HOLDERS = {code: holder for code, _, _, holder in _BODIES}
CATEGORIES = [
    ("lamps", "streets", texts("Street lamps", "路灯")),
    ("potholes", "streets", texts("Roads and pavements", "道路与人行道")),
    ("bins", "waste", texts("Bins and litter", "垃圾")),
    ("water-pressure", "water", texts("Water supply", "供水")),
    ("playgrounds", "parks", texts("Playgrounds and trees", "游乐场与树木")),
    ("noise", "safety", texts("Noise", "噪声")),
    ("damp", "housing", texts("Housing defects", "房屋缺陷")),
    ("meals", "schools", texts("School meals and buildings", "校餐与校舍")),
    ("clinic", "health", texts("Clinic hours", "门诊时间")),
    ("buses", "transport", texts("Buses", "公交")),
]
_MATTERS = {
    "lamps": [
        ("The lamp by the bridge is out", "桥边的路灯不亮"),
        ("Lamps flicker all night", "路灯整夜闪烁"),
    ],
    "potholes": [
        ("A deep hole in the road", "路面有深坑"),
        ("Broken paving, wheelchair cannot pass", "人行道破损，轮椅无法通过"),
    ],
    "bins": [
        ("Bins not emptied for two weeks", "垃圾桶两周没有清空"),
        ("Rubbish dumped behind the hall", "会堂后面堆了垃圾"),
    ],
    "water-pressure": [
        ("No water on the third floor in the morning", "早上三楼没有水"),
        ("Brown water from the tap", "水龙头出黄水"),
    ],
    "playgrounds": [
        ("The swing is broken", "秋千坏了"),
        ("A branch hangs over the path", "树枝垂在小路上"),
    ],
    "noise": [
        ("Night deliveries below our windows", "窗下夜间卸货"),
        ("Music until two in the morning", "音乐放到凌晨两点"),
    ],
    "damp": [
        ("Damp walls in the stairwell", "楼梯间墙面潮湿"),
        ("The lift has stood still for days", "电梯停了好几天"),
    ],
    "meals": [
        ("No warm meal on Fridays", "周五没有热餐"),
        ("The roof of the gym leaks", "体育馆屋顶漏水"),
    ],
    "clinic": [
        ("No appointment for six weeks", "六周内没有预约号"),
        ("The clinic closes before work ends", "下班前门诊就关了"),
    ],
    "buses": [
        ("The evening bus does not come", "晚班车不来"),
        ("No shelter at the stop", "车站没有候车亭"),
    ],
}
SOURCES = {
    "lamps": "Old cable under the river road",
    "potholes": "Heavy lorries on a road not built for them",
    "bins": "Collection round too long for one crew",
    "water-pressure": "Worn pump at the hill reservoir",
}
SOURCE_TEXT = "These cases have one cause. Until it is removed, each repair will only last a while."
PURPOSE = "Neighbours who look after their part of the town. (Fictional.)"
ANSWERS = [
    "Thank you. We have looked at it and will repair it by the day named.",
    "We have ordered the part and will come by the day named.",
    "已经查看，将在承诺的日期之前处理。",
]
RESULTS = [
    "It has been repaired.",
    "Done; please tell us whether it holds.",
    "已经处理完毕，请确认。",
]
NOT_SOLVED = ["It is the same as before.", "Only half of it was done.", "问题仍然存在。"]
_KINDS = [
    ("Friends of", "之友"),
    ("Neighbours of", "邻里会"),
    ("Youth of", "青年会"),
    ("Choir of", "合唱团"),
]


def matter(category: str, chance: random.Random) -> tuple[str, str]:
    """(title, text) of a made-up case, in one of the two languages."""
    english, chinese = chance.choice(_MATTERS[category])
    if chance.random() < 0.25:
        return chinese, "已经有一段时间了，希望尽快处理。"
    return english, "It has been like this for some time. Please see to it."


def organisation(number: int) -> dict[str, str]:
    """A made-up organisation's name."""
    _code, en, zh = _NAMES[number % len(_NAMES)]
    kind_en, kind_zh = _KINDS[number // len(_NAMES) % len(_KINDS)]
    return texts(f"{kind_en} {en}", f"{zh}{kind_zh}")
