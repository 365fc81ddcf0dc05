"""Secrets: made once, private, and never shown."""

import json
import stat

from quantdesk.desk.keys import DEMO_OWNERS, keys, public_key


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
