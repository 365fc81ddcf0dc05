"""The page's server: hashed files for ever, the page itself never, compressed when asked, nothing beside the built folder."""

import gzip

import msgspec
import pytest

from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.settings import WebSettings
from quantdesk.webserver import Site, addresses_for, files_read, policy


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>page")
    (folder / "assets" / "main-abc.js").write_text("code")
    (folder / "assets" / "market-worker-abc.js").write_text("worker")
    (folder / "assets" / "main-abc.js.gz").write_bytes(gzip.compress(b"code"))
    (tmp_path / "secret.txt").write_text("secret")
    settings = WebSettings(
        gateway_url="http://127.0.0.1:4002", stream_url="ws://127.0.0.1:4006/ws", rpc_url="http://127.0.0.1:8899"
    )
    metrics = Metrics("web")
    return Site(settings, files_read(folder), Ops("web", metrics, list), metrics)


def got(site, path, method="GET", **headers):
    status, pairs, body = site.answer(method, path, {name.replace("_", "-"): text for name, text in headers.items()})
    return status, {name.decode(): text.decode() for name, text in pairs}, body


def test_hashed_file_is_kept_for_ever_and_the_page_is_asked_for_again(site):
    assert got(site, "/assets/main-abc.js")[1]["cache-control"] == "public, max-age=31536000, immutable"
    assert got(site, "/")[1]["cache-control"] == "no-cache"


def test_workers_script_comes_with_the_pages_policy_and_is_asked_for_again_with_it(site):
    headers = got(site, "/assets/market-worker-abc.js")[1]
    assert headers["content-security-policy"] == got(site, "/")[1]["content-security-policy"]
    assert "worker-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-cache"
    again = got(site, "/assets/market-worker-abc.js", if_none_match=headers["etag"])
    assert (again[0], again[1]["content-security-policy"]) == (304, headers["content-security-policy"])
    assert "content-security-policy" not in got(site, "/assets/main-abc.js")[1]


def test_file_comes_compressed_to_those_who_take_it(site):
    status, headers, body = got(site, "/assets/main-abc.js", accept_encoding="gzip, deflate")
    assert (status, headers["content-encoding"], gzip.decompress(body)) == (200, "gzip", b"code")
    assert got(site, "/assets/main-abc.js")[2] == b"code"
    assert headers["vary"] == "accept-encoding"


def test_file_that_the_browser_has_is_not_sent_again(site):
    etag = got(site, "/")[1]["etag"]
    assert got(site, "/", if_none_match=etag)[::2] == (304, b"")


def test_place_inside_the_terminal_is_the_page(site):
    assert got(site, "/trade/BTC-PERP")[2] == got(site, "/")[2]


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "//etc/passwd.txt", "/missing.js", "/\0.js"],
)
def test_nothing_beside_the_built_folder_is_served(site, path):
    status, _, body = got(site, path)
    assert (status, b"secret" in body) == (404, False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_page_is_only_read(site, method):
    assert got(site, "/", method)[0] == 405


def test_config_names_the_doors_under_the_pages_own_host_name(site):
    config = msgspec.json.decode(got(site, "/config.json", host="localhost:3001")[2])
    assert config == {
        "network": "localnet",
        "gateway": "http://localhost:4002",
        "stream": "ws://localhost:4006/ws",
        "rpc": "http://localhost:8899",
    }


def test_doors_elsewhere_keep_their_name_whatever_the_host_header_says():
    settings = WebSettings(gateway_url="https://api.example.org", stream_url="wss://stream.example.org/ws")
    for host in ("localhost:3001", "evil.example", "", "127.0.0.1"):
        assert addresses_for(settings, host).gateway == "https://api.example.org"


def test_policy_admits_the_doors_and_nothing_inline(site):
    rules = got(site, "/", host="127.0.0.1:3001")[1]["content-security-policy"]
    assert (
        "connect-src 'self' http://127.0.0.1:4002 ws://127.0.0.1:4006 ws://127.0.0.1:4002 http://127.0.0.1:8899"
        in rules
    )
    assert "unsafe-inline" not in rules
    assert "'unsafe-eval'" not in rules
    assert "default-src 'none'" in rules


def test_policy_cannot_be_stretched_by_the_host_header():
    settings = WebSettings()
    assert "evil" not in policy(addresses_for(settings, "evil.example; script-src *"))


def test_page_that_was_not_built_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no built page"):
        files_read(tmp_path)


def test_health_is_answered(site):
    status, _, body = got(site, "/health")
    assert (status, msgspec.json.decode(body)["process"]) == (200, "web")
