"""Pictures for the fictional town: drawn here, before and after, since no photo of a made-up street can be real."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import lru_cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

# Drawn at twice the size and made smaller, so that edges are smooth.
WIDTH, HEIGHT, TWICE = 800, 600, 2
Colour = tuple[int, int, int]
NIGHT, DAY = ((24, 33, 58), (70, 76, 104)), ((150, 190, 214), (226, 232, 222))
STONE, ROAD, GRASS, WOOD = (176, 168, 154), (98, 99, 102), (104, 140, 92), (120, 88, 60)
WALLS = ((196, 150, 120), (214, 196, 160), (168, 152, 140), (184, 120, 104), (150, 160, 150))


def shaded(colour: Colour, share: float) -> Colour:
    """A darker colour: 0 is black, 1 the colour itself."""
    red, green, blue = (round(one * share) for one in colour)
    return red, green, blue


class Canvas:
    """A picture under way; places are in pixels of the finished picture."""

    def __init__(self, sky: tuple[Colour, Colour], chance: random.Random) -> None:
        self.chance = chance
        self.image = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE))
        self.draw = ImageDraw.Draw(self.image)
        for y in range(HEIGHT * TWICE):
            share = y / (HEIGHT * TWICE)
            mixed = [round(a + (b - a) * share) for a, b in zip(*sky, strict=True)]
            self.draw.line([(0, y), (WIDTH * TWICE, y)], fill=tuple(mixed))

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        self.draw.rectangle([one * TWICE for one in (left, top, right, bottom)], fill=fill)

    def round(self, x: float, y: float, wide: float, high: float, fill: Colour) -> None:
        self.draw.ellipse(
            [one * TWICE for one in (x - wide, y - high, x + wide, y + high)], fill=fill
        )

    def shape(self, *points: tuple[float, float], fill: Colour) -> None:
        self.draw.polygon([(x * TWICE, y * TWICE) for x, y in points], fill=fill)

    def line(self, *points: tuple[float, float], fill: Colour, width: int) -> None:
        self.draw.line([(x * TWICE, y * TWICE) for x, y in points], fill=fill, width=width * TWICE)

    def houses(self, ground: float, dark: bool) -> None:
        """A row of houses behind the scene."""
        left = -20.0
        while left < WIDTH:
            wide, high = self.chance.randint(110, 190), self.chance.randint(150, 260)
            wall = shaded(self.chance.choice(WALLS), 0.35 if dark else 1)
            self.box(left, ground - high, left + wide, ground, wall)
            roof = shaded(wall, 0.6)
            top = (left + wide / 2, ground - high - 55)
            self.shape((left - 8, ground - high), top, (left + wide + 8, ground - high), fill=roof)
            for row in range(2):
                for at in range(2):
                    x, y = left + wide * (0.2 + 0.4 * at), ground - high + 30 + row * 75
                    lit = dark and self.chance.random() < 0.3
                    glass = (240, 200, 120) if lit else (40, 48, 60) if dark else (92, 112, 128)
                    self.box(x, y, x + wide * 0.2, y + 45, glass)
            left += wide + 4

    def glow(self, x: float, y: float, reach: float) -> None:
        """Warm light around a point."""
        light = Image.new("L", self.image.size)
        spot = [one * TWICE for one in (x - reach, y - reach, x + reach, y + reach)]
        ImageDraw.Draw(light).ellipse(spot, fill=90)
        light = light.filter(ImageFilter.GaussianBlur(reach * TWICE / 3))
        self.image.paste((255, 214, 140), mask=light)
        self.draw = ImageDraw.Draw(self.image)

    def done(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _lamps(after: bool, chance: random.Random) -> Canvas:
    canvas = Canvas(NIGHT, chance)
    canvas.houses(430, dark=True)
    canvas.box(0, 430, WIDTH, 470, (58, 58, 66))
    canvas.box(0, 470, WIDTH, HEIGHT, (40, 41, 48))
    for x in (190, 590):
        canvas.box(x - 5, 150, x + 5, 450, (24, 26, 30))
        canvas.line((x, 152), (x + 60, 140), fill=(24, 26, 30), width=8)
        canvas.shape(
            (x + 42, 140),
            (x + 82, 140),
            (x + 74, 160),
            (x + 50, 160),
            fill=(255, 226, 160) if after else (52, 54, 60),
        )
        if after:
            canvas.glow(x + 62, 200, 130)
    return canvas


def _potholes(after: bool, chance: random.Random) -> Canvas:
    canvas = Canvas(DAY, chance)
    canvas.houses(300, dark=False)
    canvas.box(0, 300, WIDTH, 350, STONE)
    canvas.box(0, 350, WIDTH, HEIGHT, ROAD)
    for x in range(-40, WIDTH, 190):
        canvas.shape((x, 468), (x + 90, 468), (x + 82, 480), (x - 8, 480), fill=(220, 220, 214))
    x, y = chance.randint(320, 480), 535
    if after:
        canvas.shape(
            (x - 130, y - 34),
            (x + 130, y - 34),
            (x + 150, y + 36),
            (x - 150, y + 36),
            fill=(78, 79, 82),
        )
    else:
        for wide, shade in ((132, (74, 72, 70)), (112, (50, 47, 44)), (78, (66, 74, 82))):
            canvas.round(x, y, wide, wide * 0.28, shade)
        for _stone in range(14):
            canvas.round(
                x + chance.randint(-170, 170), y + chance.randint(-44, 44), 7, 4, (128, 122, 112)
            )
    return canvas


def _bins(after: bool, chance: random.Random) -> Canvas:
    canvas = Canvas(DAY, chance)
    canvas.houses(360, dark=False)
    canvas.box(0, 360, WIDTH, HEIGHT, STONE)
    for number, colour in enumerate(((62, 98, 74), (58, 82, 116), (150, 112, 52))):
        x = 190 + number * 150
        canvas.shape((x, 330), (x + 110, 330), (x + 98, 500), (x + 12, 500), fill=colour)
        lid = shaded(colour, 0.75)
        tilt = 0 if after else 26
        canvas.shape(
            (x - 6, 318 - tilt), (x + 116, 318), (x + 116, 334), (x - 6, 334 - tilt), fill=lid
        )
        canvas.round(x + 26, 504, 12, 12, (40, 40, 40))
        canvas.round(x + 84, 504, 12, 12, (40, 40, 40))
    if not after:
        for _bag in range(11):
            grey = chance.randint(38, 92)
            canvas.round(
                chance.randint(150, 660), chance.randint(470, 540), 34, 26, (grey, grey, grey + 6)
            )
    return canvas


def _playgrounds(after: bool, chance: random.Random) -> Canvas:
    canvas = Canvas(DAY, chance)
    for x in range(30, WIDTH, 130):
        canvas.round(x, 290 + chance.randint(-20, 20), 95, 80, (88, 122, 82))
    canvas.box(0, 350, WIDTH, HEIGHT, GRASS)
    canvas.round(400, 520, 290, 60, (206, 184, 140))
    for x in (210, 590):
        canvas.line((x - 50, 520), (x, 180), (x + 50, 520), fill=WOOD, width=14)
    canvas.line((200, 184), (600, 184), fill=WOOD, width=16)
    for at, x in enumerate((310, 450)):
        broken = at == 1 and not after
        canvas.line((x, 190), (x, 420), fill=(70, 70, 74), width=4)
        canvas.line((x + 70, 190), (x + 70, 300 if broken else 420), fill=(70, 70, 74), width=4)
        end = (x + 76, 500) if broken else (x + 76, 424)
        canvas.line((x - 6, 424), end, fill=(168, 64, 48), width=12)
    return canvas


# By the title of a case: how it is drawn, what it shows before, and after.
_DARK = (_lamps, "A street at night, its lamps dark", "The same street, its lamps lit")
SCENES: dict[str, tuple[Callable[[bool, random.Random], Canvas], str, str]] = {
    "The lamp by the bridge is out": _DARK,
    "Lamps flicker all night": _DARK,
    "A deep hole in the road": (_potholes, "A deep hole in the road", "The hole is filled"),
    "Bins not emptied for two weeks": (
        _bins,
        "Bins stand open, bags lie beside them",
        "The bins are empty and shut",
    ),
    "The swing is broken": (
        _playgrounds,
        "A swing hangs by one chain",
        "Both swings hang as they should",
    ),
}
VIEWS = 3


def picture(title: str, after: bool, view: int) -> tuple[SimpleUploadedFile, str]:
    """A drawn photo for a case of a title in `SCENES`, and what it shows."""
    words = SCENES[title][2 if after else 1]
    content = _drawn(title, after, view % VIEWS)
    return SimpleUploadedFile("drawn.jpg", content, "image/jpeg"), f"{words} (drawn, fictional)"


@lru_cache
def _drawn(title: str, after: bool, view: int) -> bytes:
    # Before and after are of one place: the same chance draws the same houses.
    canvas = SCENES[title][0](after, random.Random(view))  # noqa: S311  (a made-up street)
    out = io.BytesIO()
    canvas.done().save(out, "JPEG", quality=86)
    return out.getvalue()
