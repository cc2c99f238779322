"""Components and forms: what they say, and that nothing in them is taken for markup."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from commonhall.ui import icons
from commonhall.ui.date_fields import DateTextField
from commonhall.ui.forms import HallForm, LimitedFileField, LongText, PlaceField
from commonhall.ui.parts import (
    Crumb,
    Event,
    FileLink,
    OfficeLine,
    Receipt,
    Refusal,
    Station,
    Step,
    Tab,
)

EVIL = '<script>alert("x")</script>'
MOMENT = datetime(2026, 5, 3, 9, tzinfo=UTC)


def shown(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("{% badge v 'good' %}", {}),
        ("{% chip v '#' %}", {}),
        ("{% icon_link v v %}", {}),
        ("{% fact v v v %}", {}),
        ("{% breadcrumb items %}", {"items": [Crumb(EVIL, EVIL), Crumb(EVIL)]}),
        (
            "{% thread items v %}",
            {"items": [Station(EVIL, [Crumb(EVIL, "#")], "current", MOMENT, EVIL)]},
        ),
        ("{% timeline items %}", {"items": [Event(MOMENT, EVIL, EVIL, EVIL, "#")]}),
        ("{% steps items %}", {"items": [Step(EVIL, "current")]}),
        ("{% tabs items v %}", {"items": [Tab(EVIL, "#", True, 3)]}),
        ("{% files items %}", {"items": [FileLink(EVIL, "#", EVIL, 10, EVIL)]}),
        ("{% receipt items v %}", {"items": Receipt(EVIL, MOMENT)}),
        ("{% why_not v items %}", {"items": Refusal(EVIL, EVIL, "#", EVIL, "#")}),
        (
            "{% office_line items %}",
            {"items": OfficeLine(EVIL, EVIL, EVIL, until=date(2028, 1, 1))},
        ),
        ("{% photo '/x.jpg' v v %}", {}),
        ("{% notice 'warn' title=v %}{{ v }}{% endnotice %}", {}),
        ("{% empty_state title=v %}{{ v }}{% endempty_state %}", {}),
        ("{% bubble who=v anchor=v %}{{ v }}{% endbubble %}", {}),
        ("{% define v %}{{ v }}{% enddefine %}", {}),
        ("{% how_known title=v %}{{ v }}{% endhow_known %}", {}),
        (
            "{% site_map label=v points=items %}",
            {"items": [{"label": EVIL, "url": "#", "latitude": 1.5, "longitude": 2.5}]},
        ),
    ],
)
@pytest.mark.django_db  # a map asks what it stands on
def test_no_component_lets_markup_through(source: str, context: dict[str, Any]) -> None:
    html = shown(source, v=EVIL, **context)
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_badge_says_its_tone_with_a_shape_too() -> None:
    shapes = {shown("{% badge 'x' tone %}", tone=tone).split("<svg")[1] for tone in icons.SHAPES}
    assert len(shapes) == len(icons.SHAPES)


def test_linked_data_cannot_end_its_own_element() -> None:
    html = shown("{{ v|json_ld }}", v={"name": EVIL, "when": MOMENT})
    assert (
        html.count("<") == 2 and json.loads(html.split(">", 1)[1].rsplit("<", 1)[0])["name"] == EVIL
    )


def test_an_unknown_tone_is_neutral() -> None:
    assert 'class="badge badge-neutral"' in shown("{% badge 'x' 'pink' %}")


@pytest.mark.parametrize("name", list(icons.ICONS))
def test_icons_are_shapes_without_colours(name: str) -> None:
    drawn = icons.icon(name)
    assert 'aria-hidden="true"' in drawn and "#" not in drawn and "fill=" not in drawn


def test_an_icon_that_stands_alone_has_a_name() -> None:
    assert 'role="img" aria-label="Record"' in icons.icon("record", "Record")


def test_a_mistyped_icon_fails_loudly() -> None:
    with pytest.raises(KeyError):
        icons.icon("recrod")


def test_the_thread_says_in_words_where_it_stands() -> None:
    html = shown(
        "{% thread s %}",
        s=[Station("Need", state="done"), Station("Plan", state="current"), Station("Check")],
    )
    assert html.index("done") < html.index("now") < html.index("not yet")
    assert html.count('aria-current="step"') == 1


def test_a_refused_action_cites_its_rule() -> None:
    html = shown("{% why_not 'Close' r %}", r=Refusal("Too early.", "Article 4", "/law/4/"))
    assert (
        'aria-disabled="true"' in html
        and "Too early." in html
        and '<a href="/law/4/">Article 4</a>' in html
        and "<details>" in html
    )
    assert "<details open>" in shown("{% why_not 'Close' 'Too early.' alone=True %}")


def test_pages_are_offered_only_where_there_are_some() -> None:
    assert shown("{% pager %}").strip() == ""
    html = shown("{% pager older='?before=3' %}")
    assert 'rel="next" href="?before=3"' in html and 'rel="prev"' not in html


@pytest.mark.parametrize(
    ("query", "order", "link"),
    [
        ("", None, "?sort=name"),
        ("?sort=name", "ascending", "?sort=-name"),
        ("?sort=-name&before=9&q=x", "descending", "?sort=name&amp;q=x"),
        ("?sort=-name&cursor=9&q=x", "descending", "?sort=name&amp;q=x"),
    ],
)
def test_a_column_sorts_by_link_and_starts_from_the_first_page(
    rf: RequestFactory, query: str, order: str | None, link: str
) -> None:
    html = shown("{% sort_header 'Name' 'name' %}", request=rf.get(f"/{query}"))
    assert f'<a href="{link}">' in html
    assert (f'aria-sort="{order}"' in html) if order else ("aria-sort" not in html)


def test_a_box_of_a_filter_offers_all_and_marks_what_is_chosen() -> None:
    context = {"pairs": [("a", "One"), ("b", "<Two>")], "words": ["Red", "Blue"]}
    html = shown("{% narrow_by 'side' 'Side' pairs 'b' %}", **context)
    assert '<label for="f-side">Side</label><select id="f-side" name="side">' in html
    assert '<option value="">all</option><option value="a">One</option>' in html
    assert '<option value="b" selected>&lt;Two&gt;</option>' in html
    assert 'value=""' not in shown("{% narrow_by 'side' 'Side' pairs 'b' must=True %}", **context)
    assert '<option value="Red" selected>Red' in shown(
        "{% narrow_by 'c' 'C' words 'Red' %}", **context
    )
    assert " selected" not in shown("{% narrow_by 'side' 'Side' pairs '' %}", **context)


def test_the_line_for_words_keeps_what_was_looked_for() -> None:
    html = shown("{% narrow_by_words 'Words' written %}", written='a "b"')
    assert 'name="q" value="a &quot;b&quot;"' in html


def test_breadcrumbs_take_pairs_of_words_and_addresses() -> None:
    html = shown("{% breadcrumb 'Matters' '/m/' 'Here' %}")
    assert '<a href="/m/">Matters</a>' in html and '<span aria-current="page">Here</span>' in html


# --- forms -------------------------------------------------------------------------------------
class Sample(HallForm):
    """One field of each kind."""

    email = forms.EmailField(help_text="Never shown.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    story = forms.CharField(widget=LongText(), max_length=500)
    nickname = forms.CharField(required=False)
    agree = forms.BooleanField()
    photo = LimitedFileField(kinds=["jpg"], max_bytes=1000, required=False)


def test_errors_stand_at_the_top_and_lead_to_their_field() -> None:
    html = str(Sample({"email": "nobody"}))
    summary = html[html.index("error-summary") : html.index("</ul>")]
    for target in ("#id_email", "#id_kind_0", "#id_story", "#id_agree"):
        assert f'href="{target}"' in summary
        assert f'id="{target[1:]}"' in html
    assert "Email – Enter an e-mail address, for example name@example.org." in summary
    assert "#id_nickname" not in summary


def test_a_choice_of_things_says_what_to_do_and_what_leaving_it_means() -> None:
    class Where(HallForm):
        unit = forms.ModelChoiceField(get_user_model().objects.none())
        body = forms.ModelChoiceField(get_user_model().objects.none(), required=False)

    html = str(Where())
    assert "choose one" in html and "none" in html and "---" not in html


def test_hint_and_error_are_read_with_their_field() -> None:
    html = str(Sample({"email": "nobody"}))
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html and 'id="id_email_error"' in html
    assert (
        'aria-describedby="id_story_error id_story_count"' in html and 'id="id_story_count"' in html
    )


def test_optional_is_said_in_words() -> None:
    html = str(Sample())
    assert html.count("(optional)") == 2
    assert "not marked as optional" in html


def test_a_form_that_asks_for_nothing_does_not_ask_for_answers() -> None:
    class Open(HallForm):
        first = forms.CharField(required=False)
        second = forms.CharField(required=False)

    assert "not marked as optional" not in str(Open())


def test_a_group_of_choices_is_a_fieldset_with_its_question() -> None:
    assert "<legend>Kind</legend>" in "".join(str(Sample()).split("\n"))


def test_browsers_know_what_they_may_fill_in() -> None:
    assert 'autocomplete="email"' in str(Sample())


def test_an_upload_says_its_limits_and_keeps_them() -> None:
    assert "JPG, up to 1000" in str(Sample()).replace("\xa0", " ")
    for name, size, fine in [
        ("a.jpg", 900, True),
        ("a.JPG", 900, True),
        ("a.exe", 900, False),
        ("a.jpg", 1001, False),
    ]:
        form = Sample(
            {"email": "a@b.example", "kind": "a", "story": "x", "agree": "on"},
            {"photo": SimpleUploadedFile(name, b"x" * size)},
        )
        assert form.is_valid() is fine


def test_errors_never_carry_markup_of_the_sender() -> None:
    assert "<script" not in str(Sample({"kind": EVIL, "email": EVIL, "story": EVIL}))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-03", date(2026, 5, 3)),
        ("3.5.2026", date(2026, 5, 3)),
        ("03/05/2026", date(2026, 5, 3)),
        ("3 May 2026", date(2026, 5, 3)),
        ("3rd may, 2026", date(2026, 5, 3)),
        ("May 3, 2026", date(2026, 5, 3)),
        ("3. Sept 2026", date(2026, 9, 3)),
        ("2026年5月3日", date(2026, 5, 3)),
        ("2026 年 5 月 3 号", date(2026, 5, 3)),
        ("29.2.2028", date(2028, 2, 29)),
    ],
)
def test_a_date_is_understood_however_people_write_it(written: str, day: date) -> None:
    assert DateTextField().clean(written) == day


@pytest.mark.parametrize("written", ["soon", "31.2.2026", "2026-13-01", "1.1.26", "May 2026"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(forms.ValidationError):
        DateTextField().clean(written)


def test_month_names_of_the_active_language_are_understood() -> None:
    with translation.override("de"):
        assert DateTextField().clean("3. März 2026") == date(2026, 3, 3)


@pytest.mark.parametrize(("typed", "point"), [(["54.3", "10.1"], (54.3, 10.1)), (["", ""], None)])
def test_a_place_is_a_point_or_nothing(typed: list[str], point: Any) -> None:
    assert PlaceField(required=False).clean(typed) == point


@pytest.mark.parametrize("typed", [["54.3", ""], ["91", "0"], ["0", "181"], ["north", "1"]])
def test_half_a_place_is_refused(typed: list[str]) -> None:
    with pytest.raises(forms.ValidationError):
        PlaceField(required=False).clean(typed)
