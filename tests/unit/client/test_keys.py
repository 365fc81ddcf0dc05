"""A key pair comes from a file or a seed, and never shows its seed."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from quantdesk.client import Keypair
from quantdesk.client.keys import KeyInvalid
from quantdesk.core import signatures_verify

SEED = bytes(range(32))


def test_pair_signs_and_its_public_key_verifies() -> None:
    pair = Keypair.from_seed(SEED)
    assert signatures_verify([(pair.public, b"text", pair.sign(b"text"))]) == b"\x01"
    assert Keypair.generate().public != Keypair.generate().public


def test_saved_pair_is_loaded_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    Keypair.from_seed(SEED).save(path)
    assert Keypair.load(path).public == Keypair.from_seed(SEED).public
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        Keypair.from_seed(SEED).save(path)


def test_seed_file_of_a_local_desk_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "trader-alice"
    path.write_text(urlsafe_b64encode(SEED).rstrip(b"=").decode() + "\n")
    assert Keypair.load(path).public == Keypair.from_seed(SEED).public


@pytest.mark.parametrize(
    "text", ["", "[]", "[1,2]", json.dumps([0] * 64), json.dumps([300] * 64), "not a key at all", '{"seed":1}', "[1.5]"]
)
def test_file_that_holds_no_pair_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(KeyInvalid) as caught:
        Keypair.load(path)
    assert not text or text not in str(caught.value)


def test_seed_does_not_show() -> None:
    pair = Keypair.from_seed(SEED)
    assert SEED.hex() not in repr(pair)
    assert pair.text in repr(pair)
