"""Operating every control as a hand or a key does, and telling those that do nothing.

A control does something when its operation sends something, saves or opens a file, or changes what is shown, kept or focused, besides
the figures that the stream changes by itself. It has the focus before it is operated, so that having it is no change. One of several
that is chosen already (a radio button, a tab, the place in hand) is operated from where another is chosen.

Invariant: no control is left out by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from playwright.sync_api import Error, Locator, Page, Request

from tests.e2e.places import Place, home, settled

OPENED = ("download", "filechooser", "popup")
SOON_STEPS, STEP_MS = 80, 40
LOOKS = 8
# What opens what opens what: a menu, its dialog, the field that enables its button.
DEPTH_MAX = 3
BRINGS_MAX = 2

# Every control that is there and can be operated: what it is called and in which part of the page, whether it is the chosen one of
# several, and another one of them.
CONTROLS = """(options) => {
  const kinds = 'button, select, summary, a[href], input, textarea, [role=tab], [role=radio], [role=option], [role=switch], [role=slider]';
  const roof = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const able = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.disabled
    && one.ariaDisabled !== 'true' && !one.closest('[inert], [aria-hidden=true]') && one.type !== 'file';
  const figures = (text) => text.replace(/\\d[\\d,]*\\.\\d+|\\d{4,}|\\d[\\d,]*,\\d+/g, '#').replace(/\\s+/g, ' ').trim().slice(0, 48);
  const plain = (text) => figures(text.replace(/\\b(?:[A-Z]\\s)?[A-Z]{2,6}-PERP/g, 'MARKET').replace(/\\w{4}…\\w{4}/g, 'KEY'));
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
    return { one, at, name: name(one), option: null, other: chosen(one) ? others[0] : null };
  }).map((found) => ({ ...found, other: found.other ? { at: Number(found.other.dataset.crawled), option: null } : null }))
    .flatMap(({ one, ...found }) => {
      if (!options || one.tagName !== 'SELECT') return [found];
      const able = [...one.options].filter((all) => !all.disabled);
      return able.map((all) => {
        const other = all.selected ? able.find((another) => another !== all) : null;
        const first = other ? { at: found.at, option: other.value } : null;
        return { ...found, name: `${found.name} = ${all.value}`, option: all.value, other: first };
      });
    });
}"""

# Of a list to choose from, the option after the chosen one.
NEXT = """(one) => [...one.options, ...one.options].slice(one.selectedIndex + 1).find((all) => !all.disabled).value"""

# All that a control may change. Figures are left out: the stream changes them.
STATE = """() => {
  const still = (text) => (text ?? '').replace(/[\\d,.\\u2212+-]+/g, '#');
  const seen = (words) => [...document.querySelectorAll(words)].filter((one) => one.checkVisibility());
  const states = ['pressed', 'selected', 'expanded', 'current', 'checked', 'invalid', 'label', 'valuetext'].map((word) => 'aria-' + word);
  const focus = document.activeElement;
  return [
    { ...document.documentElement.dataset }, location.href,
    // The dock keeps itself with a delay; its tabs are seen below.
    Object.entries(localStorage).filter(([name]) => name !== 'quantdesk.layouts'),
    seen('[aria-pressed], [aria-selected], [aria-expanded], [aria-current], [aria-checked], [aria-invalid], [role=slider]')
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
# The state once it is the same twice; null when it never is. And whether it is another one than before, soon.
QUIET = f"""async ([steps, ms]) => {{
  const state = () => JSON.stringify(({STATE})());
  for (let [last, step] = ['', 0]; step < steps; step += 1) {{
    const now = state();
    if (now === last) return now;
    last = now;
    await new Promise((done) => setTimeout(done, ms));
  }}
  return null;
}}"""
CHANGED = f"""async ([before, steps, ms]) => {{
  for (let step = 0; step < steps; step += 1) {{
    if (JSON.stringify(({STATE})()) !== before) return true;
    await new Promise((done) => setTimeout(done, ms));
  }}
  return false;
}}"""

# How the page is built: where a dock has been rearranged, no place is reached as at first. What else an operated control leaves behind (a
# theme, a written figure) takes nothing from the next one that is still there.
BUILT = """() => JSON.stringify([
  location.href,
  [...document.querySelectorAll('[role=tab], .flexlayout__tab_toolbar_button')]
    .filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label') ?? one.innerText),
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
        built = self.page.evaluate(BUILT)
        wrong: list[str] = []
        while paths:
            path = paths.pop(0)
            self._again(place, built, path[0])
            try:
                wrong += self._walk(place, path)
            except Error as error:
                wrong.append(f"{' / '.join(path)}: cannot be operated: {str(error).splitlines()[0]}")
            if len(path) < self.depth:
                paths = self._new(path) + paths
        home(self.page)
        # A long run says what it has found as it goes.
        print(f"{place.name}: {len(self.known)} controls so far", *wrong, sep="\n  ", flush=True)
        return wrong

    def _again(self, place: Place, built: str, name: str) -> None:
        """The place, built as it was when its controls were counted, with this one of them."""
        home(self.page)
        if self.page.evaluate(BUILT) == built:
            self._show(place)
            if name in self._controls():
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

    def _walk(self, place: Place, path: list[str]) -> list[str]:
        control, wrong = self._reached(path)
        if control is None:
            # What was done since may stand in the way (a wallet that has money is not asked to fetch some): as at first, then.
            self.begin()
            self._show(place)
            control, wrong = self._reached(path)
        if control is not None and control["other"] is not None:
            self._press(control["other"])
            control = self._controls().get(path[-1])
            if control is None:
                # Choosing another has closed what both stand in.
                home(self.page)
                self._show(place)
                control, wrong = self._reached(path)
        if control is None:
            return [f"{' / '.join(path)}: {wrong}"]
        done = self._press(control)
        settled(self.page)
        return [f"{' / '.join(path)}: {one}" for one in ([] if done else ["did nothing"]) + self.look()]

    def _reached(self, path: list[str]) -> tuple[dict | None, str]:
        """The control at the end of a path, or why it is not reached."""
        for name, brought in pairwise(path):
            if not self._brought(name, brought):
                return None, f"{name} does not bring {brought} again"
        return self._there(path[-1]), "not there any more"

    def _controls(self) -> dict[str, dict]:
        """The controls of the page as it is, by name; of several with one name the first."""
        found: dict[str, dict] = {}
        for one in self.page.evaluate(CONTROLS, self.depth > 1):
            found.setdefault(one["name"], one)
        return found

    def _brought(self, name: str, brought: str) -> bool:
        """Operates a control until it has brought forth another: what opens may have been open, what is chosen chosen."""
        for _ in range(BRINGS_MAX):
            control = self._there(brought, name)
            if control is None:
                return False
            if control["name"] == brought:
                return True
            # What is chosen already brings nothing forth; another one of them may.
            if control["other"] is not None:
                self._press(control["other"])
                continue
            self._press(control)
        return self._there(brought) is not None

    def _there(self, *names: str) -> dict | None:
        """The first of these controls, once one can be operated; what waits for figures of the stream takes its time."""
        for _ in range(SOON_STEPS):
            controls = self._controls()
            for name in names:
                if name in controls:
                    return controls[name]
            self.page.wait_for_timeout(STEP_MS)
        return None

    def _quiet(self) -> str:
        """What the page shows, once it no longer changes by itself."""
        state: str | None = self.page.evaluate(QUIET, [SOON_STEPS, STEP_MS])
        assert state is not None, f"the page never comes to rest: {self.page.evaluate(STATE)}"
        return state

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
            operated(target, control["option"])
            # What was sent is heard between the looks.
            for _ in range(LOOKS):
                if asked or self.page.evaluate(CHANGED, [before, SOON_STEPS // LOOKS, STEP_MS]):
                    self._quiet()
                    return True
            return bool(asked)
        finally:
            self.page.remove_listener("request", sent)
            for kind in OPENED:
                self.page.remove_listener(kind, came)


def operated(target: Locator, option: str | None) -> None:
    """What a person does to a control of this kind; of a list to choose from the option, or the next one."""
    kinds = (
        "(one) => [one.role === 'slider' ? 'range' : one.tagName === 'INPUT' ? one.type : one.tagName, one.inputMode]"
    )
    kind, mode = target.evaluate(kinds)
    if kind == "SELECT":
        # One with nothing else to choose does nothing.
        target.select_option(option if option is not None else target.evaluate(NEXT))
    elif kind == "range":
        target.press("ArrowUp")
    elif kind in ("text", "search", "TEXTAREA"):
        words = ("7", "8") if mode == "decimal" else ("b", "e")
        target.fill(words[target.input_value() == words[0]])
    else:
        target.click()
