"""Tokens: only what the right key signed, of the right kind, at the right time, is taken."""

import msgspec
import pytest

from quantdesk.runtime.tokens import ACCESS_S, Claims, Signer, TokenInvalid, Verifier, jwks_make, seed_bytes, seed_text

NOW_S = 1_800_000_000
NOW_US = NOW_S * 1_000_000
SEED, OLDER, FOREIGN = (seed_text(letter * 32) for letter in (b"a", b"b", b"c"))


@pytest.fixture
def verifier():
    return Verifier(jwks_make([SEED, OLDER]))


def claims(**changes):
    base = Claims(sub="owner", kind="access", sid="s", jti="j", iat=NOW_S, exp=NOW_S + ACCESS_S, accounts=(1, 2))
    return msgspec.structs.replace(base, **changes)


def test_signed_claims_come_back(verifier):
    assert verifier.verify(Signer(SEED).sign(claims()), "access", NOW_US) == claims()


def test_token_of_an_older_key_still_verifies(verifier):
    assert verifier.verify(Signer(OLDER).sign(claims()), "access", NOW_US).sub == "owner"


def test_token_of_a_foreign_key_is_refused(verifier):
    with pytest.raises(TokenInvalid, match="does not verify"):
        verifier.verify(Signer(FOREIGN).sign(claims()), "access", NOW_US)


@pytest.mark.parametrize("kinds", [("access", "ticket"), ("ticket", "access")])
def test_token_of_one_kind_is_never_taken_for_the_other(verifier, kinds):
    made, wanted = kinds
    with pytest.raises(TokenInvalid, match="another kind"):
        verifier.verify(Signer(SEED).sign(claims(kind=made)), wanted, NOW_US)


def test_token_holds_until_its_last_second_and_not_longer(verifier):
    token = Signer(SEED).sign(claims())
    assert verifier.verify(token, "access", NOW_US + ACCESS_S * 1_000_000 - 1)
    with pytest.raises(TokenInvalid, match="expired"):
        verifier.verify(token, "access", NOW_US + ACCESS_S * 1_000_000)


def test_token_from_the_future_is_refused(verifier):
    with pytest.raises(TokenInvalid, match="future"):
        verifier.verify(Signer(SEED).sign(claims(iat=NOW_S + 60, exp=NOW_S + 120)), "access", NOW_US)


def test_changed_token_is_refused_at_every_character(verifier):
    token = Signer(SEED).sign(claims())
    for place in range(0, len(token), 7):
        letter = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenInvalid):
            verifier.verify(token[:place] + letter + token[place + 1 :], "access", NOW_US)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 4_000, "x" * 5_000, "eyJhbGciOiJub25lIn0.e30."])
def test_text_that_is_no_token_is_refused_without_showing_it(verifier, token):
    with pytest.raises(TokenInvalid) as refused:
        verifier.verify(token, "access", NOW_US)
    assert not token or token not in str(refused.value)


def test_public_key_set_holds_no_private_part():
    assert '"d"' not in jwks_make([SEED])


def test_seed_of_another_length_is_refused():
    with pytest.raises(ValueError, match="expected 32 bytes"):
        seed_bytes(seed_text(b"x" * 31))
