"""The crawler bites: on a page made for it, what does nothing is found, and nothing else."""

import pytest

from tests.e2e.crawl import Crawl
from tests.e2e.places import Place

MENU = "<button onclick=\"this.parentElement.innerHTML += '<button>Dead within</button>'\">Menu</button>"
PAGE = """<main><h1>A page</h1>
<section aria-label="Alive">
  <button onclick="this.setAttribute('aria-pressed', this.ariaPressed !== 'true')">Pressed</button>
  <button onclick="fetch('/asked', { method: 'POST' })">Sends</button>
  <button onclick="document.querySelector('input').focus()">Leads away</button>
  <div role="radiogroup">
    <button role="radio" aria-checked="true" onclick="chosen(this)">Chosen</button>
    <button role="radio" aria-checked="false" onclick="chosen(this)">Other</button>
  </div>
  <label>Words <input type="text"></label>
  <label>One of <select><option>a</option><option>b</option></select></label>
  <div>MENU</div>
</section>
<section aria-label="Dead">
  <button>Button</button>
  <button onclick="document.querySelector('.price').textContent = Math.random()">Moves a figure</button>
  <button aria-label="Reads" onclick="fetch('/read')">Reads</button>
  <div role="radiogroup"><button role="radio" aria-checked="true">Chosen</button><button role="radio">Other</button></div>
  <label>Fixed <select><option>a</option></select></label>
  <button disabled>Not to be operated</button>
</section><b class="price">1</b></main>
<script>
function chosen(one) { for (const all of one.parentElement.children) all.setAttribute('aria-checked', all === one); }
</script>""".replace("MENU", MENU)
DEAD = [
    "Dead > button Button: did nothing",
    "Dead > button Moves a figure: did nothing",
    "Dead > button Reads: did nothing",
    "Dead > radio Chosen: did nothing",
    "Dead > radio Other: did nothing",
    "Dead > select Fixed a = a: did nothing",
]


@pytest.fixture
def crawl(page):
    page.route(
        "**/*", lambda route: route.fulfill(body="" if "ed" in route.request.url else PAGE, content_type="text/html")
    )

    def begin():
        page.goto("http://127.0.0.1:9/")

    return Crawl(page, begin, lambda: page.evaluate("() => window.wrong ?? []"))


def place(page):
    return Place("page", lambda _: page.evaluate("() => undefined"))


def test_what_does_nothing_is_found_and_nothing_else(crawl):
    [wrong] = crawl.places([place(crawl.page)]).values()
    assert wrong == [
        "Alive > button Menu / Alive > button Dead within: did nothing",
        *DEAD,
    ]
