"""The text of Sign-In With Solana."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantdesk.gateway.siws import SignInMalformed, SignInMessage, parse, text, time_text, time_us
from quantdesk.model.base58 import encode_base58 as encode

ADDRESS = encode(bytes(range(32)))
MESSAGE = SignInMessage(
    domain="localhost:3001",
    address=ADDRESS,
    statement="Sign in to QuantDesk.",
    uri="http://localhost:3001",
    chain_id="localnet",
    nonce="abcDEF123",
    issued_at="2026-11-25T21:00:00.000Z",
    expiration_time="2026-11-25T21:05:00.000Z",
)
TEXT = text(MESSAGE)


def test_the_text_is_that_of_the_specification() -> None:
    assert (
        "localhost:3001 wants you to sign in with your Solana account:\n"
        f"{ADDRESS}\n\n"
        "Sign in to QuantDesk.\n\n"
        "URI: http://localhost:3001\nVersion: 1\nChain ID: localnet\nNonce: abcDEF123\n"
        "Issued At: 2026-11-25T21:00:00.000Z\nExpiration Time: 2026-11-25T21:05:00.000Z"
    ) == TEXT


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"statement": None},
        {"expiration_time": None},
        {"not_before": "2026-11-25T21:00:00Z"},
        {"request_id": "abc-1"},
        {"resources": ("https://a.example/b", "ipfs://c")},
    ],
)
def test_every_form_survives_the_round_trip(changes: dict[str, object]) -> None:
    message = msgspec.structs.replace(MESSAGE, **changes)
    assert parse(text(message)) == message


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        TEXT + "\n",
        TEXT + "\nExtra: line",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("localhost", "lоcalhost"),  # Cyrillic о
        TEXT.replace(" wants you", "  wants you"),
        TEXT.replace("Version: 1", "Version: 2"),
        TEXT.replace("Chain ID: localnet", "Chain ID: moonnet"),
        TEXT.replace("Nonce: abcDEF123", "Nonce: short"),
        TEXT.replace("Nonce: abcDEF123", "Nonce: abcDEF123\nNonce: abcDEF123"),
        TEXT.replace("URI: http://localhost:3001\nVersion: 1", "Version: 1\nURI: http://localhost:3001"),
        TEXT.replace("2026-11-25T21:00:00.000Z", "2026-11-25 21:00:00"),
        TEXT.replace("2026-11-25T21:00:00.000Z", "2026-11-25T21:00:00.000+02:00"),
        TEXT.replace(ADDRESS, ADDRESS[:-20]),
        TEXT.replace(f"{ADDRESS}\n\n", f"{ADDRESS}\n"),
        TEXT.replace("QuantDesk.\n\n", "QuantDesk.\nGive me all.\n\n"),
        TEXT.replace("URI: ", "uri: "),
        TEXT + "\nResources:" + "\n- https://a.example" * 9,
        "x" * 5_000,
    ],
)
def test_a_text_of_another_form_is_refused(hostile: str) -> None:
    with pytest.raises(SignInMalformed):
        parse(hostile)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_arbitrary_text_is_refused_and_never_crashes(hostile: str) -> None:
    with pytest.raises(SignInMalformed):
        parse(hostile)


@given(st.integers(min_value=0, max_value=len(TEXT) - 1), st.characters(codec="ascii"))
def test_one_changed_letter_is_refused_or_changes_a_field(place: int, letter: str) -> None:
    changed = TEXT[:place] + letter + TEXT[place + 1 :]
    try:
        message = parse(changed)
    except SignInMalformed:
        return
    assert text(message) == changed
    assert (message == MESSAGE) == (changed == TEXT)


def test_times_are_read_as_microseconds_and_written_in_milliseconds() -> None:
    assert time_text(1_795_640_400_123_999) == "2026-11-25T21:00:00.123Z"
    assert time_us("2026-11-25T21:00:00.123Z") == 1_795_640_400_123_000


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SignInMalformed):
        time_us("2026-02-30T00:00:00Z")
