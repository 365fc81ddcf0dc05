"""`./desk sources` as an operator types it, against an ingestion that runs."""

import asyncio
import json
import time

import asyncpg
import pytest

from quantdesk.desk.app import main
from quantdesk.desk.world import World
from quantdesk.model.pyth_verify import Trust
from quantdesk.runtime.settings import environment_of
from quantdesk.store.market_data import trust_add, trust_row
from tests.unit.model.pyth_rows import EMITTERS, VECTORS, guardian_set


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with World(tmp_path_factory.mktemp("sources"), processes=("engine", "ingest")) as world:
        yield world


@pytest.fixture
def type_(desk, monkeypatch, capsys):
    for name, value in environment_of(desk.settings).items():
        monkeypatch.setenv(name, value)

    def run(*words, status=0):
        code = main(["sources", *words])
        told = capsys.readouterr()
        assert code == status, told.out + told.err
        return told.out + told.err

    return run


def listed(type_):
    return {each["name"]: each for each in json.loads(type_("--json"))}


def test_wishes_are_followed_and_every_change_has_a_name(type_):
    """DATA-5: run, pause, stop, away; and what is wished is what ingestion says of itself."""
    assert "synthetic-BTC-PERP" in listed(type_)
    assert "paused" in type_("pause", "synthetic-BTC-PERP")
    found = listed(type_)["synthetic-BTC-PERP"]
    assert (found["wish"], found["state"]) == ("pause", "paused")
    assert "running" in type_("run", "synthetic-BTC-PERP")
    assert "stopped" in type_("stop", "synthetic-BTC-PERP")
    assert "running" in type_("add", "more", "synthetic", '{"symbol": "BTC-PERP"}')
    found = listed(type_)["more"]
    assert (found["kind"], found["config"], found["state"]) == ("synthetic", {"symbol": "BTC-PERP"}, "running")
    assert "removed" in type_("remove", "more")
    assert "more" not in listed(type_)
    done = [(each["verb"], each["subject"]) for each in json.loads(type_("history", "--json"))]
    assert done[:5] == [
        ("source remove", "more"),
        ("source add", "more"),
        ("source stop", "synthetic-BTC-PERP"),
        ("source run", "synthetic-BTC-PERP"),
        ("source pause", "synthetic-BTC-PERP"),
    ]
    assert {each["operator"] for each in json.loads(type_("history", "--json"))} != {""}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("add", "x y", "okx"), "expected a name of letters"),
        (("add", "x", "nothing"), "expected a kind of hermes"),
        (("add", "x", "okx", '{"secret": "s"}'), "expected a configuration of fields"),
        (("pause", "nobody"), "there is no source 'nobody'"),
        (("remove", "nobody"), "there is no source 'nobody'"),
        (("pause",), "expected names of sources to pause"),
        (("retry", "999999"), "expected numbers of letters, found 999999"),
    ],
)
def test_what_cannot_be_wished_is_refused_and_changes_nothing(type_, words, expected):
    before = type_("history", "--json")
    assert expected in type_(*words, status=1)
    assert json.loads(type_("history", "--json")) == json.loads(before)


def test_a_wish_that_ingestion_cannot_follow_says_why(type_):
    """DATA-5."""
    said = type_("add", "away", "replay", '{"path": "not/there.gz"}', status=1)
    assert "waiting: replay: expected a file below the data folder" in said
    type_("remove", "away")


async def refused_put(url):
    database = await asyncpg.connect(url)
    try:
        row = ("x", 1, "bad", b"PNAU")
        await database.execute(
            "insert into price_dead_letters (source, recv_us, reason, payload) values ($1, $2, $3, $4)", *row
        )
    finally:
        await database.close()


def test_what_was_refused_is_shown_and_read_again(type_, desk):
    """DATA-4."""
    asyncio.run(refused_put(desk.addresses.database_url))
    letter = json.loads(type_("letters", "--json"))[0]
    assert (letter["source"], letter["reason"], letter["bytes"], letter["retry"]) == ("x", "bad", 4, False)
    type_("retry", str(letter["letter"]))
    end_s = time.monotonic() + 60
    while not (again := json.loads(type_("letters", "--json"))[-1])["outcome"] and time.monotonic() < end_s:
        time.sleep(0.2)
    assert again["letter"] == letter["letter"]
    assert again["outcome"].startswith(("malformed", "version_unknown"))
    assert "bad" in type_("letters")
    assert "letter retry" in type_("history")


UPGRADE = next(each for each in VECTORS["guardian_set_upgrades"] if each["new_index"] == 2)
FIRST_SET = Trust(2_000, "guardians-1", 1, guardian_set(1).signers, guardian_set(1).quorum, EMITTERS, 0)


async def trusted_put(url):
    """The set of 2021 that named the next; no row of it comes with the desk."""
    database = await asyncpg.connect(url)
    try:
        assert await trust_add(database, trust_row(FIRST_SET), "of a test")
    finally:
        await database.close()


def test_guardians_name_their_successor_by_their_own_word_alone(type_, desk, tmp_path):
    """PYTH-10: a new version with a name on it, once; no row that was there changes, and a refusal adds nothing."""
    before = json.loads(type_("trust", "--json"))
    assert "set_unknown" in type_("trust", "upgrade", UPGRADE["hex"], status=1)
    asyncio.run(trusted_put(desk.addresses.database_url))
    forged = UPGRADE["hex"][:-2] + "00"
    assert "signature" in type_("trust", "upgrade", forged, status=1)
    assert json.loads(type_("trust", "--json"))[:-1] == before
    signed = tmp_path / "upgrade"
    signed.write_bytes(bytes.fromhex(UPGRADE["hex"]))
    version = FIRST_SET.version + 1
    assert f"version {version}: guardians-2, 13 of 19" in type_("trust", "upgrade", str(signed))
    *others, first, new, ended = json.loads(type_("trust", "--json"))
    assert (others, first["version"], first["valid_to_s"]) == (before, FIRST_SET.version, 0)
    assert (new["version"], new["set_index"], new["quorum"]) == (version, 2, 13)
    assert new["signers"] == [signer.hex() for signer in guardian_set(2).signers]
    assert (ended["version"], ended["set_index"]) == (version + 1, 1)
    assert ended["valid_to_s"] == ended["valid_from_s"] + 86_400
    assert "set_expired" in type_("trust", "upgrade", str(signed), status=1)
    assert "guardians-2" in type_("trust")
    noted = json.loads(type_("history", "--json"))[0]
    assert (noted["verb"], noted["subject"]) == ("trust upgrade", str(version))
    assert UPGRADE["hex"] in noted["detail"]


def test_rows_of_sources_tell_holes_checksums_and_backlog(type_):
    """DATA-7, DATA-8, DATA-9: as ingestion says it itself; a made-up source has no checksum, which is said."""
    end_s = time.monotonic() + 60
    while not (voices := listed(type_)["synthetic-ETH-PERP"]["markets"]) and time.monotonic() < end_s:
        time.sleep(0.2)
    assert voices[0]["market"] == "ETH-PERP"
    assert voices[0]["checksums_wrong"] is None
    assert voices[0]["backlog_s"] >= 0
    assert "not told" in type_()
