"""Secrets: made once, private, and never shown."""

import json
import stat

import pytest

from quantdesk.desk.keys import DEMO_OWNERS, key_read, keys, public_key
from quantdesk.desk.told import Told
from quantdesk.runtime.tokens import seed_bytes


def test_secrets_are_made_once(tmp_path):
    first, second = keys(tmp_path), keys(tmp_path)
    assert first == second
    assert len({seed.reveal() for seed in (*first.demo, *first.traders.values(), first.signing)}) == DEMO_OWNERS + 3


def test_secret_files_are_their_owners_alone(tmp_path):
    keys(tmp_path)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "secrets").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700


def test_secrets_do_not_show_themselves(tmp_path):
    made = keys(tmp_path)
    assert made.service.reveal() not in repr(made)


def test_trader_is_a_key_file_that_wallets_read(tmp_path):
    made = keys(tmp_path)
    raw = bytes(json.loads((tmp_path / "secrets" / "alice.json").read_text()))
    assert raw[32:] == public_key(made.traders["alice"])


def test_somebodys_key_file_is_read_when_it_is_whole_and_private(tmp_path):
    made = keys(tmp_path)
    assert key_read(tmp_path / "secrets" / "alice.json") == seed_bytes(made.traders["alice"].reveal())


@pytest.mark.parametrize(
    ("body", "mode", "words"),
    [
        (None, 0o600, "No such file"),
        ("[1,2]", 0o600, "64 bytes"),
        ("[-1]", 0o600, "64 bytes"),
        ("{", 0o600, "64 bytes"),
        (json.dumps([1] * 64), 0o600, "64 bytes"),
        ("[1]", 0o644, "chmod 600"),
    ],
)
def test_what_is_no_private_key_file_is_told(tmp_path, body, mode, words):
    path = tmp_path / "key.json"
    if body is not None:
        path.write_text(body)
        path.chmod(mode)
    with pytest.raises(Told, match=words):
        key_read(path)
