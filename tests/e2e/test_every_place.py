"""Every place of the terminal, in both themes and on a phone: nothing that a screen reader trips over, nothing cut off, no panel
without a word, no complaint of the browser; and every control does something.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.places import (
    FAULTS,
    PHONE,
    THERE_MS,
    WIDE,
    axe_found,
    home,
    opened,
    phone_places,
    pro,
    settled,
    themed,
    wide_places,
)

# What is there to be operated. Files are asked for by a window of the system, which nobody answers here.
CONTROLS = """() => [...document.querySelectorAll('button, [role=tab], select, summary, a[href]')]
  .filter((one) => one.checkVisibility() && !one.disabled && !one.closest('[inert]'))
  .filter((one) => !document.querySelector('dialog[open]') || one.closest('dialog[open]'))
  .map((one, at) => {
    one.dataset.crawled = String(at);
    return { at, name: `${one.tagName.toLowerCase()} ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}` };
  })"""
# All that a control may change, besides the figures that the stream changes.
STATE = """() => JSON.stringify([
  { ...document.documentElement.dataset }, location.href, { ...localStorage },
  [...document.querySelectorAll('[aria-pressed], [aria-selected], [aria-expanded], [aria-current], [aria-checked]')].map((one) =>
    ['pressed', 'selected', 'expanded', 'current', 'checked'].map((word) => one.getAttribute('aria-' + word)).join()),
  [...document.querySelectorAll('select, input')].map((one) => one.value),
  [...document.querySelectorAll('dialog[open], .menu, [role=menu]')].map((one) => one.innerText),
  [...document.querySelectorAll('section, [role=tab]')].map((one) => one.getAttribute('aria-label') ?? one.textContent),
  [...document.querySelectorAll('main > *')].map((one) => one.className + one.hidden),
])"""
ON = "(one) => ['true', 'page'].includes(one.ariaPressed ?? one.ariaSelected ?? one.getAttribute('aria-current'))"


def looked_at(page, watch, places):
    """Goes through places; returns what is wrong, by place."""
    wrong = {}
    for place in places:
        home(page)
        place.show(page)
        settled(page)
        found = page.evaluate(FAULTS) + axe_found(page) + watch.taken()
        if found:
            wrong[place.name] = found
    home(page)
    return wrong


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_place_is_accessible_whole_and_quiet(page, desk, watch, size):
    page.set_viewport_size(size)
    opened(page, desk.addresses.page)
    themed(page, "dark")
    places = list(wide_places(page) if size is WIDE else phone_places(page))
    assert len(places) > 8
    assert looked_at(page, watch, places) == {}


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_is_cut_off_at_other_widths(page, desk, watch, width):
    page.set_viewport_size({"width": width, "height": 740})
    opened(page, desk.addresses.page)
    themed(page, "light")
    if width >= 768:
        pro(page)
    settled(page)
    assert page.evaluate(FAULTS) + watch.taken() == []


def afresh(page, watch):
    """The page of somebody who was never here, though it was."""
    page.context.clear_cookies()
    page.evaluate("() => localStorage.clear()")
    page.reload()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible(timeout=THERE_MS)
    watch.taken()


def begun(page, place):
    """The controls of a place, by name."""
    home(page)
    place.show(page)
    settled(page)
    return {one["name"]: one["at"] for one in page.evaluate(CONTROLS)}


def operated(page, watch, place, known):
    """Operates every control of a place that is not known yet, each from the same beginning; returns those that did nothing, and
    complaints. known: names of controls, which grow.
    """
    wrong = []
    for name in [name for name in begun(page, place) if name not in known]:
        known.add(name)
        at = begun(page, place).get(name)
        if at is None or page.locator(f"[data-crawled='{at}']").evaluate(ON):
            continue
        tabs = page.get_by_role("tab").all_inner_texts()
        if not worked(page, page.locator(f"[data-crawled='{at}']")):
            wrong.append(f"{name} did nothing")
        settled(page)
        wrong += [f"{name}: {one}" for one in page.evaluate(FAULTS) + watch.taken()]
        home(page)
        if page.get_by_role("tab").all_inner_texts() != tabs or "wallet" in name:
            afresh(page, watch)
    home(page)
    return wrong


def worked(page, target):
    """Operates a control; whether that did something."""
    asked = []
    kinds = ("request", "download", "filechooser")
    for kind in kinds:
        page.on(kind, asked.append)
    try:
        before = page.evaluate(STATE)
        if target.evaluate("(one) => one.tagName") == "SELECT":
            target.select_option(index=target.evaluate("(one) => (one.selectedIndex + 1) % one.options.length"))
        else:
            target.click()
        return changed(page, before, asked)
    finally:
        for kind in kinds:
            page.remove_listener(kind, asked.append)


def changed(page, before, asked):
    """Whether something but the stream's figures has changed, or was asked for, soon."""
    for _ in range(40):
        if asked or page.evaluate(STATE) != before:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_control_does_something(page, desk, watch, size):
    page.set_viewport_size(size)
    opened(page, desk.addresses.page)
    places = list(wide_places(page) if size is WIDE else phone_places(page))
    known: set[str] = set()
    wrong = {}
    for place in places:
        afresh(page, watch)
        if found := operated(page, watch, place, known):
            wrong[place.name] = found
    assert len(known) > 15
    assert wrong == {}


def test_every_typed_word_does_something(page, desk, watch):
    """The words are those that the help names."""
    opened(page, desk.addresses.page)
    page.keyboard.press("?")
    words = [word for word in page.locator("dialog td.mono").all_inner_texts() if word.strip()]
    home(page)
    assert len(words) > 8
    for word in words:
        page.keyboard.press("Alt+1")
        page.keyboard.press("Control+k")
        page.keyboard.type(word)
        before = page.evaluate(STATE)
        page.keyboard.press("Enter")
        # A word that wants more says what.
        assert changed(page, before, []) or page.locator("dialog .cnote").count(), word
        settled(page)
        assert page.evaluate(FAULTS) + watch.taken() == [], word
        home(page)
