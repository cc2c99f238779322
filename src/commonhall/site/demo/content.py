"""What Millbrook is made of: districts, bodies, categories, and made-up words."""

from __future__ import annotations

import random

from commonhall.law.founding.charter import FirstBody
from commonhall.site.demo.said import composed, elsewhere, said

_NAMES = [
    ("old-town", "Old Town"),
    ("mill-end", "Mill End"),
    ("riverside", "Riverside"),
    ("station", "Station Quarter"),
    ("north-field", "Northfield"),
    ("harbour", "Harbour"),
    ("hillside", "Hillside"),
    ("meadows", "The Meadows"),
    ("works", "Works"),
]
DISTRICTS = [(code, said(name)) for code, name in _NAMES]
_BODIES = [
    ("parks", "Parks", "Jun Park"),
    ("streets", "Streets", "Goran Novak"),
    ("waste", "Waste and Cleaning", "Pia Jensen"),
    ("water", "Water", "Sami Kaya"),
    ("schools", "Schools", "Olga Marsh"),
    ("housing", "Housing", "Kofi Okoro"),
    ("health", "Health", "Hana Ito"),
    ("safety", "Safety and Noise", "Nils Dahl"),
    ("transport", "Transport", "Rosa Reyes"),
]
BODIES = [FirstBody(code, said(name), "department") for code, name, _ in _BODIES]
HOLDERS = {code: holder for code, _, holder in _BODIES}
_MATTERS = {
    "lamps": [
        "The lamp by the bridge is out",
        "Lamps flicker all night",
    ],
    "potholes": [
        "A deep hole in the road",
        "Broken paving, wheelchair cannot pass",
    ],
    "bins": [
        "Bins not emptied for two weeks",
        "Rubbish dumped behind the hall",
    ],
    "water-pressure": [
        "No water on the third floor in the morning",
        "Brown water from the tap",
    ],
    "playgrounds": [
        "The swing is broken",
        "A branch hangs over the path",
    ],
    "noise": [
        "Night deliveries below our windows",
        "Music until two in the morning",
    ],
    "damp": [
        "Damp walls in the stairwell",
        "The lift has stood still for days",
    ],
    "meals": [
        "No warm meal on Fridays",
        "The roof of the gym leaks",
    ],
    "clinic": [
        "No appointment for six weeks",
        "The clinic closes before work ends",
    ],
    "buses": [
        "The evening bus does not come",
        "No shelter at the stop",
    ],
}
SOURCES = {
    "lamps": "Old cable under the river road",
    "potholes": "Heavy lorries on a road not built for them",
    "bins": "Collection round too long for one crew",
    "water-pressure": "Worn pump at the hill reservoir",
}
_TEXT = "It has been like this for some time. Please see to it."
SOURCE_TEXT = "These cases have one cause. Until it is removed, each repair will only last a while."
PURPOSE = "Neighbours who look after their part of the town. (Fictional.)"
ANSWERS = [
    "Thank you. We have looked at it and will repair it by the day named.",
    "We have ordered the part and will come by the day named.",
    elsewhere("We have been there, and it will be dealt with before the day promised."),
]
RESULTS = [
    "It has been repaired.",
    "Done; please tell us whether it holds.",
    elsewhere("It has been dealt with. Please confirm."),
]
NOT_SOLVED = [
    "It is the same as before.",
    "Only half of it was done.",
    elsewhere("The trouble is still there."),
]
_KINDS = [
    "Friends of %(place)s",
    "Neighbours of %(place)s",
    "Youth of %(place)s",
    "Choir of %(place)s",
]


def matter(category: str, chance: random.Random) -> tuple[str, str]:
    """(title, text) of a made-up case; one in four writes in another language of the hall."""
    title, text = chance.choice(_MATTERS[category]), _TEXT
    if chance.random() < 0.25:
        return elsewhere(title), elsewhere(text)
    return title, text


def organisation(number: int) -> dict[str, str]:
    """A made-up organisation's name."""
    _code, place = _NAMES[number % len(_NAMES)]
    kind = _KINDS[number // len(_NAMES) % len(_KINDS)]
    return composed(kind, place=said(place))
