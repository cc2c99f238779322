"""What upper apps show on a page: {% page_sections "delivery.item" item %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from commonhall.core import page_sections as sections

register = template.Library()


@register.simple_tag(takes_context=True)
def page_sections(context: template.Context, page: str, thing: Any) -> SafeString:
    """The sections of a page, in order."""
    found = sections.of(page, context["request"], thing)
    return format_html_join("", "{}", ((one,) for one in found))
