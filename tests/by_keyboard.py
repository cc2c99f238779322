"""A story walked by keyboard alone: what a test clicks, checks, fills or chooses is reached with Tab and worked with keys.

    def test_a_story(...):                 # in tests/story: runs once by pointer, and once more by keyboard

`install` puts this in the place of Playwright's pointer. What cannot be reached with Tab, or shows no focus, fails the
test. Only the system's own dialogue for a file stays what it is: its button is reached, then the file is given.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator, Page

# Stops of Tab on the longest page, twice around.
MOST = 900
HERE = "one => one === document.activeElement"
GROUP = "one => document.activeElement.type === 'radio' && document.activeElement.name === one.name"
LEADS_ON = """one => {
  const link = one.closest('a[href]');
  if (link) return !link.getAttribute('href').startsWith('#') && !link.target && !link.download;
  return one.type === 'submit' && !!one.form && !one.form.closest('[hx-post], [hx-get]');
}"""
# On the element itself, or around the card that is one link.
SHOWN = """one => [one, one.matches('.card-link') ? one.closest('.card') : one].some(each => {
  const style = getComputedStyle(each);
  return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
})"""


def reach(page: Page, target: ElementHandle, reached: str = HERE) -> None:
    """Press Tab until the focus is there."""
    for _stop in range(MOST):
        if target.evaluate(reached):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target.evaluate('one => one.outerHTML')[:200]}")


def _found(locator: Locator) -> ElementHandle:
    handle = locator.element_handle()
    assert handle is not None
    return handle


def click(locator: Locator, **_given: Any) -> None:
    page, target = locator.page, _found(locator)
    kind = target.get_attribute("type")
    if kind in ("checkbox", "radio"):
        check(locator)
        return
    reach(page, target)
    assert target.evaluate(SHOWN), (
        f"no focus to see: {target.evaluate('one => one.outerHTML')[:200]}"
    )
    if target.evaluate(LEADS_ON):
        with page.expect_navigation(timeout=60_000):
            page.keyboard.press("Enter")
        return
    page.keyboard.press("Enter")


def check(locator: Locator, **_given: Any) -> None:
    set_checked(locator, True)


def uncheck(locator: Locator, **_given: Any) -> None:
    set_checked(locator, False)


def set_checked(locator: Locator, checked: bool, **_given: Any) -> None:
    page, target = locator.page, _found(locator)
    if target.get_attribute("type") != "radio":
        reach(page, target)
        if target.is_checked() != checked:
            page.keyboard.press("Space")
    else:
        # One stop for the whole group; arrows lead from answer to answer and choose.
        reach(page, target, GROUP)
        count = target.evaluate("one => one.form.elements[one.name].length ?? 1")
        for _answer in range(count + 1):
            if target.evaluate(HERE):
                break
            page.keyboard.press("ArrowDown")
        if not target.is_checked():
            page.keyboard.press("Space")
    assert target.is_checked() == checked


def fill(locator: Locator, value: str, **_given: Any) -> None:
    page, target = locator.page, _found(locator)
    reach(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(value)


def select_option(locator: Locator, value: str | None = None, **given: Any) -> None:
    page, target = locator.page, _found(locator)
    reach(page, target)
    place = target.evaluate(
        "(one, [value, label]) => [...one.options].findIndex("
        "each => label === null ? each.value === value : each.label === label)",
        [value, given.get("label")],
    )
    assert place >= 0, f"there is no {value or given}"
    page.keyboard.press("Home")
    for _step in range(place):
        page.keyboard.press("ArrowDown")
    assert target.evaluate("one => one.selectedIndex") == place


def install(patch: pytest.MonkeyPatch) -> None:
    """From now on nothing is done with a pointer."""
    work = (click, check, uncheck, set_checked, fill, select_option)
    for one in work:
        patch.setattr(Locator, one.__name__, one)
        patch.setattr(Page, one.__name__, _on_page(one))
    given = Locator.set_input_files

    def set_input_files(locator: Locator, files: Any, **more: Any) -> None:
        reach(locator.page, _found(locator))
        given(locator, files, **more)

    patch.setattr(Locator, "set_input_files", set_input_files)
    patch.setattr(Page, "set_input_files", _on_page(set_input_files))


def _on_page(one: Any) -> Any:
    def on_page(page: Page, selector: str, *values: Any, **given: Any) -> None:
        one(page.locator(selector).first, *values, **given)

    return on_page
