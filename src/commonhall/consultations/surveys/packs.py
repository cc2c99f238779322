"""Ready-made questions: safety, wellbeing, trust, belonging. The words are our own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


def _ask(code: str, kind: str, en: str, zh: str) -> dict[str, Any]:
    return {"code": code, "kind": kind, "names": {"en": en, "zh-hans": zh}, "options": []}


PACKS: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "safety": (
        _("Safety"),
        [
            _ask(
                "safe-night",
                "scale",
                "How safe do you feel walking alone where you live after dark? (0 not at all, 10 wholly)",
                "天黑后独自在住处附近步行，您觉得有多安全？(0 完全不安全，10 非常安全)",
            ),
            _ask(
                "victim",
                "yesno",
                "In the past twelve months, has anybody stolen from you or attacked you here?",
                "过去十二个月，您在本地是否被偷窃或遭到袭击？",
            ),
        ],
    ),
    "wellbeing": (
        _("Wellbeing"),
        [
            _ask(
                "life",
                "scale",
                "All in all, how content are you with your life these days? (0 not at all, 10 wholly)",
                "总的来说，您对近来的生活有多满意？(0 完全不满意，10 非常满意)",
            ),
            _ask(
                "meets-ends",
                "yesno",
                "Did your household's money last to the end of each of the past three months?",
                "过去三个月，您家的钱每个月都够用到月底吗？",
            ),
        ],
    ),
    "trust": (
        _("Trust"),
        [
            _ask(
                "trust-council",
                "scale",
                "How far do you trust the council to do what is right? (0 not at all, 10 wholly)",
                "您在多大程度上相信议会会做正确的事？(0 完全不相信，10 完全相信)",
            ),
            _ask(
                "trust-neighbours",
                "scale",
                "How far do you trust most people in your neighbourhood? (0 not at all, 10 wholly)",
                "您在多大程度上信任街坊邻里中的大多数人？(0 完全不信任，10 完全信任)",
            ),
        ],
    ),
    "belonging": (
        _("Belonging"),
        [
            _ask(
                "belongs",
                "scale",
                "How much do you feel that you belong here? (0 not at all, 10 wholly)",
                "您在多大程度上觉得自己属于这里？(0 完全不，10 完全是)",
            ),
            _ask(
                "turn-to",
                "yesno",
                "Is there somebody nearby whom you could ask for help tomorrow?",
                "附近有没有明天就可以求助的人？",
            ),
        ],
    ),
}


def questions(packs: list[str]) -> list[dict[str, Any]]:
    return [question for name in packs for question in PACKS[name][1]]
