"""Links to a table in every export format."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from commonhall.core.export_formats import formats

register = template.Library()


@register.simple_tag
def downloads(url_name: str, *args: object, query: str | None = None) -> SafeString:
    """`CSV · Parquet · …`: links to the address that takes a format's ending after `args`."""
    asked = "" if query is None else f"?{query}"
    links = (
        (reverse(url_name, args=[*args, form.ending]) + asked, form.title)
        for form in formats().values()
    )
    return format_html_join(" · ", '<a href="{}">{}</a>', links)
