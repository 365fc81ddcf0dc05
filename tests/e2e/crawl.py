"""Operating every control as a hand or a key does, and telling those that do nothing.

A control does something when its operation sends something, saves or opens a file, or changes what is shown, kept or focused, besides
the figures that the stream changes by itself. It has the focus before it is operated, so that having it is no change. One of several
that is chosen already (a radio button, a tab, the place in hand) is operated from where another is chosen.

Invariant: no control is left out by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Error, Locator, Page, Request

from tests.e2e.places import Place, home, settled

OPENED = ("download", "filechooser", "popup")
SOON_STEPS, STEP_MS = 80, 40
# What opens what opens what: a menu, its dialog, the field that enables its button.
DEPTH_MAX = 3

# Every control that is there and can be operated: what it is called and in which part of the page, whether it is the chosen one of
# several, and another one of them.
CONTROLS = """() => {
  const kinds = 'button, select, summary, a[href], input, textarea, [role=tab], [role=radio], [role=option], [role=switch]';
  const roof = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const able = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.disabled
    && one.ariaDisabled !== 'true' && !one.closest('[inert], [aria-hidden=true]') && one.type !== 'file';
  const figures = (text) => text.replace(/\\d[\\d,]*\\.\\d+|\\d{4,}|\\d[\\d,]*,\\d+/g, '#').replace(/\\s+/g, ' ').trim().slice(0, 48);
  const plain = (text) => figures(text.replace(/\b(?:[A-Z] )?[A-Z]{2,6}-PERP/g, 'MARKET'));
  const own = (one) => plain(one.dataset.price ? '' : one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText ?? '');
  const part = (one) => {
    const holder = one.closest('dialog, section[aria-label], nav[aria-label], [role=toolbar], [role=table], header, footer, form');
    return plain(holder?.getAttribute('aria-label') ?? holder?.tagName.toLowerCase() ?? 'page');
  };
  const name = (one) => `${part(one)} > ${one.getAttribute('role') ?? one.tagName.toLowerCase()} ${own(one)}`;
  const chosen = (one) => ['radio', 'tab'].includes(one.role) ? one.ariaChecked === 'true' || one.ariaSelected === 'true'
    : one.hasAttribute('aria-current');
  for (const one of document.querySelectorAll('[data-crawled]')) delete one.dataset.crawled;
  const rows = [...roof.querySelectorAll('.asks, .bids')]
    .map((side) => [...side.querySelectorAll('[data-price]')].find((row) => row.dataset.price));
  return [...roof.querySelectorAll(kinds), ...rows].filter((one) => one && able(one)).map((one, at) => {
    one.dataset.crawled = String(at);
    const alike = (other) => other !== one && able(other) && other.tagName === one.tagName && other.role === one.role && !chosen(other);
    const near = [...(one.closest('[role=radiogroup], [role=tablist], nav, tbody, ul')?.querySelectorAll(kinds) ?? [])].filter(alike);
    // A tab that is alone in its group takes the dock's keys from another group.
    const others = near.length || one.role !== 'tab' ? near : [...roof.querySelectorAll('[role=tab]')].filter((other) => other !== one);
    return { at, name: name(one), other: chosen(one) ? others[0] : null };
  }).map((one) => ({ ...one, other: one.other ? Number(one.other.dataset.crawled) : null }));
}"""

# All that a control may change. Figures are left out: the stream changes them.
STATE = """() => {
  const still = (text) => (text ?? '').replace(/[\\d,.\\u2212+-]+/g, '#');
  const seen = (words) => [...document.querySelectorAll(words)].filter((one) => one.checkVisibility());
  const states = ['pressed', 'selected', 'expanded', 'current', 'checked', 'invalid', 'label'].map((word) => 'aria-' + word);
  const focus = document.activeElement;
  return [
    { ...document.documentElement.dataset }, location.href,
    // The dock keeps itself with a delay; its tabs are seen below.
    Object.entries(localStorage).filter(([name]) => name !== 'quantdesk.layouts'),
    seen('[aria-pressed], [aria-selected], [aria-expanded], [aria-current], [aria-checked], [aria-invalid]')
      .map((one) => states.map((word) => one.getAttribute(word)).join()),
    seen('select, input, textarea').map((one) => [one.value, one.checked]),
    seen('dialog[open], .menu, [role=menu], [role=alert], [role=listbox], th').map((one) => still(one.innerText)),
    seen('section, [role=tab], [role=tabpanel], article').map((one) => one.getAttribute('aria-label') ?? one.id),
    seen('button, h1, h2, h3').map((one) => [still(one.innerText), one.disabled]),
    seen('.flexlayout__tabset').map((one) => one.querySelector('.flexlayout__tabset-selected') !== null),
    seen('tbody tr').length,
    focus === document.body ? '' : focus.dataset.crawled ?? focus.outerHTML.slice(0, 80),
  ].map((one) => JSON.stringify(one));
}"""
# Of the state, what a beginning is known by again: neither rows nor focus.
BEGINNING = slice(0, 9)
# What stays when a dialog is closed and another place is shown: where a dock has been rearranged, no place is reached as at first.
KEPT = """() => JSON.stringify([
  { ...document.documentElement.dataset }, location.href,
  Object.entries(localStorage).filter(([name]) => name !== 'quantdesk.layouts'),
  [...document.querySelectorAll('[role=tab], .flexlayout__tab_toolbar_button')]
    .map((one) => [one.getAttribute('aria-label') ?? one.innerText, one.getAttribute('aria-selected')]),
  document.querySelectorAll('.flexlayout__tabset, .flexlayout__floating_window, .flexlayout__border').length,
])"""


@dataclass
class Crawl:
    """Goes through the controls of places; each is operated once, by its name and the part of the page that it stands in.

    begin: makes the page as it was at first. look: tells what is wrong with the page as it is. depth: how many controls are
    operated one after another to reach what an operated one brings forth.
    """

    page: Page
    begin: Callable[[], None]
    look: Callable[[], list[str]]
    depth: int = DEPTH_MAX
    known: set[str] = field(default_factory=set)

    def places(self, places: list[Place]) -> dict[str, list[str]]:
        """Operates every control of all places, and what that brings forth; returns what is wrong, by place."""
        self.begin()
        claimed: dict[str, list[list[str]]] = {}
        for place in places:
            home(self.page)
            self._show(place)
            claimed[place.name] = self._new([])
        found = {place.name: self._place(place, claimed[place.name]) for place in places}
        return {name: wrong for name, wrong in found.items() if wrong}

    def _place(self, place: Place, paths: list[list[str]]) -> list[str]:
        self.begin()
        self._show(place)
        first, kept = self._quiet()[BEGINNING], self.page.evaluate(KEPT)
        wrong: list[str] = []
        while paths:
            path = paths.pop(0)
            self._again(place, first, kept)
            try:
                wrong += self._walk(path)
            except Error as error:
                wrong.append(f"{' / '.join(path)}: cannot be operated: {str(error).splitlines()[0]}")
            if len(path) < self.depth:
                paths = self._new(path) + paths
        home(self.page)
        # A long run says what it has found as it goes.
        print(f"{place.name}: {len(self.known)} controls so far", *wrong, sep="\n  ", flush=True)
        return wrong

    def _again(self, place: Place, first: list[str], kept: str) -> None:
        """The place as it was when its controls were counted."""
        home(self.page)
        if self.page.evaluate(KEPT) == kept:
            self._show(place)
            if self._quiet()[BEGINNING] == first:
                return
        self.begin()
        self._show(place)

    def _show(self, place: Place) -> None:
        place.show(self.page)
        settled(self.page)

    def _new(self, path: list[str]) -> list[list[str]]:
        names = [name for name in self._controls() if name not in self.known]
        self.known.update(names)
        return [[*path, name] for name in names]

    def _walk(self, path: list[str]) -> list[str]:
        for name in path[:-1]:
            control = self._controls().get(name)
            if control is None:
                return [f"{' / '.join(path)}: {name} is not there any more"]
            self._press(control)
        control = self._controls().get(path[-1])
        if control is None:
            return [f"{' / '.join(path)}: not there any more"]
        if control["other"] is not None:
            self._press({"at": control["other"]})
            control = self._controls().get(path[-1], control)
        done = self._press(control)
        settled(self.page)
        return [f"{' / '.join(path)}: {one}" for one in ([] if done else ["did nothing"]) + self.look()]

    def _controls(self) -> dict[str, dict]:
        """The controls of the page as it is, by name; of several with one name the first."""
        found: dict[str, dict] = {}
        for one in self.page.evaluate(CONTROLS):
            found.setdefault(one["name"], one)
        return found

    def _quiet(self) -> list[str]:
        """What the page shows, once it no longer changes by itself."""
        last = self.page.evaluate(STATE)
        for _ in range(SOON_STEPS):
            self.page.wait_for_timeout(STEP_MS)
            now = self.page.evaluate(STATE)
            if now == last:
                return now
            last = now
        raise AssertionError(f"the page never comes to rest: {last}")

    def _press(self, control: dict) -> bool:
        """Operates a control; whether that did something."""
        asked: list[object] = []

        def sent(request: Request) -> None:
            # What is only read may be the page's own regular look.
            if request.method not in ("GET", "HEAD", "OPTIONS"):
                asked.append(request)

        def came(what: object) -> None:
            asked.append(what)

        self.page.on("request", sent)
        for kind in OPENED:
            self.page.on(kind, came)
        try:
            target = self.page.locator(f"[data-crawled='{control['at']}']")
            target.focus()
            before = self._quiet()
            operated(target)
            for _ in range(SOON_STEPS):
                if asked or self.page.evaluate(STATE) != before:
                    self._quiet()
                    return True
                self.page.wait_for_timeout(STEP_MS)
            return False
        finally:
            self.page.remove_listener("request", sent)
            for kind in OPENED:
                self.page.remove_listener(kind, came)


def operated(target: Locator) -> None:
    """What a person does to a control of this kind."""
    kind, mode = target.evaluate("(one) => [one.tagName === 'INPUT' ? one.type : one.tagName, one.inputMode]")
    if kind == "SELECT":
        others = "(one) => [...one.options].filter((all) => !all.disabled && !all.selected).map((all) => all.value)"
        values = target.evaluate(others)
        assert values, "a select with nothing else to choose"
        target.select_option(values[0])
    elif kind == "range":
        target.press("ArrowRight")
    elif kind in ("text", "search", "TEXTAREA"):
        target.fill("7" if mode == "decimal" else "b")
    else:
        target.click()
