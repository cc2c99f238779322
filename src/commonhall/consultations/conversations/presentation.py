"""What a conversation's results look like on its pages: the picture, groups, common ground."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commonhall.consultations.conversations import (
    closing_actions,
    opinion_content,
    opinion_map,
    opinions,
    participation,
    queries,
)
from commonhall.consultations.conversations.models import Conversation, Report
from commonhall.people.actors import of_request
from commonhall.ui import charts, text
from commonhall.ui.charts.frame import data_table, figure

DIRECTIONS = {"agree": "good", "disagree": "bad"}


def report_of(conversation: Conversation) -> Report | None:
    return Report.objects.filter(conversation=conversation).first()


def direction(word: str) -> str:
    return _("agrees") if word == "agree" else _("disagrees")


def part_label(partition: str, part: str) -> str:
    """What a part of the participants is called: a group of opinion or a kind of subject."""
    if partition == "group":
        from commonhall.methods.opinion.picture import letter

        return _("Group %(letter)s") % {"letter": letter(int(part))}
    return queries.speaker_label(part)


def ground_rows(
    conversation: Conversation, content: dict[str, Any] | None, most: int = 40
) -> list[dict[str, Any]]:
    """Common ground with its statements and what the office answered."""
    if content is None:
        return []
    found = content["ground"][:most]
    texts = queries.texts({one["statement"] for one in found})
    answers = queries.responses(conversation) if conversation.state != "open" else {}
    return [
        {
            "statement": texts[one["statement"]],
            "direction": direction(one["direction"]),
            "tone": DIRECTIONS[one["direction"]],
            "lowest": one["lowest"] / 1000,
            "firm": one["firm"],
            "parts": [
                {
                    "label": part_label(part[0], part[1]),
                    "words": text.part_of(part[2], part[3], part[4] / 1000),
                }
                for part in one["parts"]
            ],
            "silent": [part_label(*name.split(" ", 1)) for name in one["silent"]],
            "response": answers.get(one["statement"]),
        }
        for one in found
        if one["statement"] in texts
    ]


def shown(
    request: HttpRequest, conversation: Conversation, content: dict[str, Any]
) -> dict[str, Any]:
    """Everything the results page shows."""
    wanted = {row[0] for name in ("divisive", "minority") for row in content[name]}
    wanted |= {row[0] for group in content["groups"] for row in group["says"]}
    texts = queries.texts(wanted)
    letters = {group["id"]: group["letter"] for group in content["groups"]}
    return {
        "picture": map_picture(request, conversation, content),
        "groups": [_group(group, texts, content) for group in content["groups"]],
        "ground": ground_rows(conversation, content),
        "divisive": [
            {
                "statement": texts[row[0]],
                "most": letters[row[1]],
                "least": letters[row[2]],
                "share_most": row[3] / 1000,
                "share_least": row[4] / 1000,
            }
            for row in content["divisive"]
            if row[0] in texts
        ],
        "minority": [
            {
                "statement": texts[row[0]],
                "group": letters[row[1]],
                "share": max(row[2], row[3]) / row[4],
                "of": row[4],
                "direction": direction(row[5]),
                "tone": DIRECTIONS[row[5]],
            }
            for row in content["minority"]
            if row[0] in texts
        ],
        "kinds": [
            {"label": queries.speaker_label(kind), "number": number}
            for kind, number in content["kinds"].items()
        ],
        "places": content.get("places", {}),
        "stability": _stability(content),
        "report": report_of(conversation) if conversation.state != "open" else None,
        "can_respond": closing_actions.respond.check(of_request(request), conversation).allowed,
        "few": opinion_content.LEAST_PEOPLE,
    }


def _group(group: dict[str, Any], texts: Any, content: dict[str, Any]) -> dict[str, Any]:
    stability = content.get("stability") or {}
    steady = stability.get("groups", {}).get(str(group["id"]))
    return {
        "letter": group["letter"],
        "size": group["size"],
        "steady": None if steady is None else steady / 1000,
        "says": [
            {
                "statement": texts[row[0]],
                "direction": direction(row[1]),
                "tone": DIRECTIONS[row[1]],
                "share": row[4] / 1000,
                "of": row[3],
            }
            for row in group["says"]
            if row[0] in texts
        ],
    }


def _stability(content: dict[str, Any]) -> dict[str, Any] | None:
    """Is this more than chance? In words, with the figures."""
    found = content.get("stability")
    if not found:
        return None
    return {
        "chance": found["chance"] / 1000,
        "more": found["chance"] <= 50,
        "same": found["same_number"] / 1000,
        "steady": found["same_number"] >= 700,
        "replicates": found["replicates"],
    }


def map_picture(
    request: HttpRequest, conversation: Conversation, content: dict[str, Any]
) -> SafeString:
    """The opinion map with the reader's own place, and its table."""
    known = opinions.kept(conversation)
    if known is None or not known.picture:
        return SafeString()
    if content["people"] < opinion_content.LEAST_ON_MAP:
        few = _(
            "The opinion map is shown from %(least)d people on. Of fewer, a mark would show who somebody is."
        )
        return format_html('<p class="soft">{}</p>', few % {"least": opinion_content.LEAST_ON_MAP})
    participant = participation.participant_of(conversation, of_request(request))
    place = opinions.place_of(conversation, participant.pk) if participant else None
    title = _("Opinion map")
    words = _(
        "%(people)s people placed by their votes on %(statements)s statements. People who vote alike are close together. The two axes show %(explained)s of the differences."
    ) % {
        "people": text.number(content["people"]),
        "statements": text.number(content["statements"]),
        "explained": text.percent(content["explained"] / 1000),
    }
    me = (place[0], place[1]) if place else None
    drawing = opinion_map.picture(known.picture, title, words, me, _("you"))
    rows = [
        [part_label("group", str(group["id"])), text.number(group["size"])]
        for group in content["groups"]
    ]
    if content.get("ungrouped"):
        rows.append([_("too few votes for a group"), text.number(content["ungrouped"])])
    table = data_table(title, [_("Group"), _("People")], rows) if rows else ""
    return figure(title, drawing, note=words, table=table)


def statement_chart(content: dict[str, Any] | None, statement: str) -> SafeString:
    """How all, each kind and each group voted on one statement."""
    if content is None or statement not in content["tally"]:
        return SafeString()
    bars = queries.bars_of(content, statement, _("All"), _("Group %(letter)s"))
    bars = [bar for bar in bars if bar.seen]
    if not bars or bars[0].seen < opinion_content.LEAST_VOICES:
        # Even of all: so few votes would say who gave which.
        return SafeString()
    parts = [
        (_("agree"), [float(bar.agree) for bar in bars]),
        (_("pass"), [float(bar.passed) for bar in bars]),
        (_("disagree"), [float(bar.disagree) for bar in bars]),
    ]
    labels = [bar.label for bar in bars]
    return charts.stacked_bars(
        _("Votes on this statement"),
        labels,
        parts,
        shares=True,
        note=_(
            "Share of votes, with their number at the end of the line. Groups with few votes are left out."
        ),
    )
