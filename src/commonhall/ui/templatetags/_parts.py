"""Components. Each is a small template in `ui/parts/`, or a few lines of safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from commonhall.ui import covers, icons, maps, style_sheets
from commonhall.ui.icons import icon, shape
from commonhall.ui.parts import Crumb, Refusal, Tab

register = template.Library()
TONES = frozenset(icons.SHAPES)


def _show(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"ui/parts/{name}.html", context))


@register.simple_tag
def badge(label: Any, tone: str = "neutral") -> SafeString:
    """A status: words, and a shape that says the tone without colour."""
    tone = tone if tone in TONES else "neutral"
    return format_html('<span class="badge badge-{}">{}{}</span>', tone, shape(tone), label)


@register.simple_tag
def chip(label: Any, url: str = "", current: bool = False) -> SafeString:
    """A tag: a topic, a place, a filter in use."""
    if not url:
        return format_html('<span class="chip">{}</span>', label)
    state = mark_safe(' aria-current="true"') if current else ""
    return format_html('<a class="chip" href="{}"{}>{}</a>', url, state, label)


@register.simple_tag
def cover(ref: str, place: Any = "", *words: Any, default: str = covers.DEFAULT) -> SafeString:
    """A drawn cover for a thing without a photo; words: codes and names by which its theme is known."""
    return covers.cover(ref, covers.theme_of(*words, default=default), place)


@register.simple_tag
def icon_link(label: Any, url: str, name: str = "arrow") -> SafeString:
    """A link led by an icon; the arrow follows its words instead."""
    if name in {"arrow", "external"}:
        return format_html('<a class="with-icon" href="{}">{}{}</a>', url, label, icon(name))
    return format_html('<a class="with-icon" href="{}">{}{}</a>', url, icon(name), label)


@register.simple_tag
def fact(value: Any, label: Any, note: Any = "") -> SafeString:
    """One big number with what it counts; stands inside `<dl class="facts">`."""
    extra = format_html('<dd class="fact-note">{}</dd>', note) if note else ""
    return format_html(
        '<div class="fact"><dt>{}</dt><dd class="fact-value">{}</dd>{}</div>', label, value, extra
    )


@register.simple_tag
def breadcrumb(*crumbs: Any) -> SafeString:
    """{% breadcrumb crumbs %} with a list of Crumb, or {% breadcrumb "Label" url "Label" url %}."""
    if len(crumbs) == 1 and not isinstance(crumbs[0], str):
        steps = list(crumbs[0])
    else:
        steps = [Crumb(crumbs[i], *crumbs[i + 1 : i + 2]) for i in range(0, len(crumbs), 2)]
    return _show("breadcrumb", steps=steps)


@register.simple_tag
def thread(stations: Iterable[Any], label: Any = "") -> SafeString:
    """The thread: from a need to its result, one stop after the other."""
    return _show("thread", stations=list(stations), label=label, id=f"thread-{uuid4().hex[:6]}")


@register.simple_tag
def timeline(events: Iterable[Any], label: Any = "") -> SafeString:
    """What happened, in the order given."""
    return _show("timeline", events=list(events), label=label)


@register.simple_tag
def steps(items: Iterable[Any], label: Any = "") -> SafeString:
    """Where a person stands in a form or a procedure."""
    return _show("steps", steps=list(items), label=label)


@register.simple_tag
def tabs(items: Iterable[Tab], label: Any = "") -> SafeString:
    """Views of the same thing, as links."""
    return _show("tabs", tabs=list(items), label=label)


@register.simple_tag
def pager(older: str = "", newer: str = "", label: Any = "") -> SafeString:
    """Older and newer, by key; give the addresses, "" where there is none."""
    return _show("pager", older=older, newer=newer, label=label) if older or newer else SafeString()


@register.simple_tag
def files(items: Iterable[Any]) -> SafeString:
    """Files to fetch, each with its kind and size."""
    return _show("files", files=list(items))


@register.simple_tag
def receipt(value: Any, title: Any = "") -> SafeString:
    """What somebody gets who acted."""
    return _show("receipt", receipt=value, title=title)


@register.simple_tag
def why_not(
    label: Any, refusal: Refusal | Mapping[str, Any] | str, alone: bool = False
) -> SafeString:
    """An action that cannot be taken now, with the rule that refuses and how to go on.

    alone: the page holds nothing else, so the reason stands open.
    """
    if isinstance(refusal, str):
        refusal = Refusal(refusal)
    return _show("why_not", label=label, refusal=refusal, alone=alone)


@register.simple_tag
def office_line(who: Any) -> SafeString:
    """A name with duties."""
    return _show("office_line", who=who)


@register.simple_tag
def answers(items: Iterable[Any]) -> SafeString:
    """'Check your answers': each question, its answer, a link to change it."""
    return _show("answers", answers=list(items))


@register.simple_tag
def photo(
    url: str,
    alt: Any,
    caption: Any = "",
    width: int | None = None,
    height: int | None = None,
    link: str = "",
) -> SafeString:
    """A photograph with its caption; width and height in pixels keep the page still. link: where the picture leads.

    The caption is no part of the link, so that words that are both caption and alternative are not read twice.
    """
    return _show("photo", url=url, alt=alt, caption=caption, width=width, height=height, link=link)


@register.simple_tag(takes_context=True)
def site_map(
    context: Context,
    boundaries_url: str = "",
    points: Iterable[Any] = (),
    points_url: str = "",
    list_url: str = "",
    label: Any = "",
    list_open: bool = False,
    marks: Iterable[maps.Mark] = (),
    legend: Sequence[tuple[str, Any]] = (),
    beside: bool = False,
) -> SafeString:
    """A map with its list; the page adds {% map_script %} in its block `scripts`.

    boundaries_url: GeoJSON of units; points: things with label, url, latitude, longitude, note, tone;
    points_url: GeoJSON of points (properties label, url, tone, note) instead, with `list_url` as the page
    that lists them; marks: the same for the picture that stands there without scripts; legend: (tone, words); beside: the page has its list already.
    """
    listed = list(points)
    shown = list(marks) or [
        maps.Mark(float(one["latitude"]), float(one["longitude"]), one.get("tone", "info"))
        for one in listed
    ]
    still = maps.Still(label, shown, size="wide", whole=True)
    values = {
        "boundaries_url": boundaries_url,
        "points": listed,
        "points_url": points_url,
        "beside": beside,
        "list_url": list_url,
        "label": label,
        "list_open": list_open,
        "map_id": f"map-{uuid4().hex[:8]}",
        "base": maps.base(),
        "symbols": maps.symbols(),
        "signs": maps.legend(legend) if legend else "",
        "picture": still_map(context, still),
    }
    return mark_safe(render_to_string("ui/map.html", values))


@register.simple_tag(takes_context=True)
def still_map(context: Context, still: maps.Still | None) -> SafeString:
    """A small still map (`ui/maps.py`); nothing where there is no ground and no boundary to show."""
    return maps.drawn(still, context.get("hall"))


@register.simple_tag
def style_sheet(name: str) -> str:
    """Where a style sheet is fetched: "commonhall", "dark" or "map"."""
    return style_sheets.address(name)


@register.simple_tag
def map_script() -> SafeString:
    """What draws maps and place pickers; Leaflet itself follows only if there is one."""
    return format_html(
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script>',
        style_sheets.address("map"),
        static("ui/map.js"),
    )


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: Any, key: str, kind: str = "", parameter: str = "sort"
) -> SafeString:
    """A table header that sorts by link: ?sort=key, then ?sort=-key. Needs the request.

    kind: "number" where the column holds numbers.
    """
    request: HttpRequest = context["request"]
    current = request.GET.get(parameter, "")
    query = request.GET.copy()
    query[parameter] = f"-{key}" if current == key else key
    for cursor in ("cursor", "before", "after"):
        query.pop(cursor, None)
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    state = format_html(' aria-sort="{}"', order) if order else ""
    looks = format_html(' class="{}"', kind) if kind else ""
    sign = icon("down" if order == "descending" else "up") if order else ""
    return format_html(
        '<th scope="col" role="columnheader"{}{}><a href="?{}">{}{}</a></th>',
        looks,
        state,
        query.urlencode(),
        label,
        sign,
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: Any = "") -> SafeString:
    """{% notice "warn" title="…" %} … {% endnotice %}: something to know before going on."""
    tone = tone if tone in {"info", "good", "warn", "bad"} else "info"
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice-{}">{}<div>{}{}</div></div>', tone, icon(tone), heading, content
    )


@register.simple_block_tag
def empty_state(content: str, title: Any = "") -> SafeString:
    """{% empty_state title="Nothing here yet" %} what to do next {% endempty_state %}."""
    return format_html(
        '<div class="empty">{}<p class="empty-title">{}</p>{}</div>', icons.MARK, title, content
    )


@register.simple_block_tag
def bubble(content: str, who: Any = "", kind: str = "comment", anchor: str = "") -> SafeString:
    """{% bubble who=line kind="answer" %} … {% endbubble %}: somebody's words.

    kind: 'comment' of a resident, or 'answer' in a public role.
    """
    kind = kind if kind in {"comment", "answer"} else "comment"
    mark_id = format_html(' id="{}"', anchor) if anchor else ""
    return format_html(
        '<article class="bubble bubble-{}"{}><header class="bubble-head">{}</header>'
        '<div class="prose" dir="auto">{}</div></article>',
        kind,
        mark_id,
        who,
        content,
    )


@register.simple_block_tag
def define(content: str, term: Any) -> SafeString:
    """{% define "mandate" %} its meaning {% enddefine %}: a word explained where it stands.

    A native popover: works without script, by keyboard and by touch.
    """
    identity = f"define-{slugify(str(term), allow_unicode=True)}-{uuid4().hex[:6]}"
    return format_html(
        '<button type="button" class="term" popovertarget="{0}">{1}</button>'
        '<span popover id="{0}" class="definition" role="note"><strong>{1}</strong> {2}</span>',
        identity,
        term,
        content.strip(),
    )


@register.simple_block_tag
def how_known(content: str, title: Any = "") -> SafeString:
    """{% how_known %} source, method, uncertainty {% endhow_known %}: 'How we know this'."""
    return _show("how_known", content=mark_safe(content), title=title)
