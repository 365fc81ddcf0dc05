"""Every place of the terminal, in both themes and on a phone: nothing that a screen reader trips over, nothing cut off, no panel
without a word, no complaint of the browser; and every word of the command bar does something.
"""

import pytest

from tests.e2e.places import (
    FAULTS,
    PHONE,
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

# All that a word may change, besides the figures that the stream changes.
STATE = """() => JSON.stringify([
  { ...document.documentElement.dataset }, location.href, { ...localStorage },
  [...document.querySelectorAll('[aria-pressed], [aria-selected], [aria-expanded], [aria-current], [aria-checked]')].map((one) =>
    ['pressed', 'selected', 'expanded', 'current', 'checked'].map((word) => one.getAttribute('aria-' + word)).join()),
  [...document.querySelectorAll('select, input')].map((one) => one.value),
  [...document.querySelectorAll('dialog[open], .menu, [role=menu]')].map((one) => one.innerText),
  [...document.querySelectorAll('section, [role=tab]')].map((one) => one.getAttribute('aria-label') ?? one.textContent),
  [...document.querySelectorAll('main > *')].map((one) => one.className + one.hidden),
])"""


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


def changed(page, before):
    """Whether something but the stream's figures has changed soon."""
    for _ in range(40):
        if page.evaluate(STATE) != before:
            return True
        page.wait_for_timeout(50)
    return False


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
        assert changed(page, before) or page.locator("dialog .cnote").count(), word
        settled(page)
        assert page.evaluate(FAULTS) + watch.taken() == [], word
        home(page)
