"""Fields of the form above a list that narrows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def narrow_by(
    name: str, label: Any, options: Iterable[Any], chosen: Any = "", must: bool = False
) -> SafeString:
    """A box to choose from, with its label.

    name: the parameter of the address. options: pairs of value and words, things with a code and a name, or
    plain words. chosen: the value in force. must: there is no "all".
    """
    pairs = [] if must else [("", _("all"))]
    pairs += [_pair(one) for one in options]
    offered = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if value and str(value) == str(chosen) else "", words)
            for value, words in pairs
        ),
    )
    return format_html(
        '<p><label for="f-{0}">{1}</label><select id="f-{0}" name="{0}">{2}</select></p>',
        name,
        label,
        offered,
    )


@register.simple_tag
def narrow_by_words(label: Any, written: str = "") -> SafeString:
    """A line for the words looked for."""
    return format_html(
        '<p><label for="f-q">{}</label>'
        '<input id="f-q" name="q" value="{}" type="search" maxlength="200" dir="auto"></p>',
        label,
        written,
    )


def _pair(one: Any) -> tuple[Any, Any]:
    if isinstance(one, str):
        return one, one
    if isinstance(one, tuple | list):
        return one[0], one[1]
    return one.code, one.name
