"""Items that set aside and pay shares of referrers: no market pays more than its fills have set aside (CUST-46)."""

import struct

import pytest
from solders.instruction import AccountMeta

from quantdesk.chain.items import SHARE
from quantdesk.model.records_gen import PayShare, SetReferrer
from tests.program.dealt import USD, Dealt
from tests.program.markets import market_of
from tests.program.whole import Sent

PAYER, OTHER, REFERRER = 1, 2, 3


def engine_of(one: Dealt) -> dict:
    """The engine's ledger of the market on the chain."""
    return one.world.read("Market", market_of(one.world))["engine"]


def traded(*payers: int) -> Dealt:
    """Two accounts trade; those who were referred were so by a third."""
    one = Dealt(5)
    for number in (PAYER, OTHER, REFERRER):
        one.fund(number, 600 * USD)
    key = bytes(one.traders[REFERRER].key.pubkey())
    for number in payers:
        one.apply(SetReferrer(account=number, referrer=key))
    one.trade(PAYER, OTHER, 100)
    one.settle()
    return one


def forged(one: Dealt, number: int, **changed: int) -> str:
    """What the chain says to a share that only lacks its digest: Digest, when it would take it."""
    fields = {
        "kind": SHARE, "place": 0, "market": 0, "zero": 0, "high": 0, "seq": one.books.seats[number].settled.seq,
        "ledger_seq": one.ledger.engine.seq, "amount": 1,
    } | changed  # fmt: skip
    metas = [AccountMeta(key, False, True) for key in (one.traders[number].user, market_of(one.world))]
    body = struct.pack("<BBBBIQQQ", *fields.values())
    return one.name(one.sent(Sent(one.now_us, one.round, body, bytes(16), metas, one.world.operator)))


@pytest.mark.parametrize("payers", [(), (PAYER,), (OTHER,), (PAYER, OTHER)])
def test_fills_set_aside_on_the_chain_what_they_do_in_the_engine(payers):
    """FEE-2, CUST-8: of the taker's fee, of the maker's, of both, or of none; then it is paid, once."""
    one = traded(*payers)
    aside = engine_of(one)["shares_atoms"]
    assert (aside > 0) == bool(payers)
    before = one.world.user(one.traders[REFERRER].user)["settled"]["collateral"][0]
    one.apply(PayShare(account=REFERRER, market=0))
    one.settle()
    assert one.told["share"] == bool(payers)
    assert engine_of(one)["shares_atoms"] == 0
    assert one.world.user(one.traders[REFERRER].user)["settled"]["collateral"][0] == before + aside


def test_a_share_is_no_more_than_was_set_aside():
    """CUST-46: an atom more is refused, and what was paid is gone; an item has one encoding."""
    one = traded(PAYER)
    aside = engine_of(one)["shares_atoms"]
    assert forged(one, REFERRER, amount=aside) == "Digest"
    assert forged(one, REFERRER, amount=aside + 1) == "ShareLimit"
    assert forged(one, REFERRER, amount=0) == "Amount"
    assert forged(one, REFERRER, zero=1) == "ItemsMalformed"
    assert forged(one, REFERRER, high=1) == "ItemsMalformed"
    assert forged(one, REFERRER, seq=99) == forged(one, REFERRER, ledger_seq=99) == "ItemSequence"
    one.apply(PayShare(account=REFERRER, market=0))
    one.settle()
    assert forged(one, REFERRER) == "ShareLimit"


def test_what_is_set_aside_does_not_stand_for_a_deficit():
    """FEE-4: shares that are owed come before the fee bucket's duties."""
    one = traded(PAYER)
    before = engine_of(one)
    one.fund(4, 600 * USD)
    one.trade(PAYER, 4, 290)
    one.settle()
    one.jump(-40_000)
    one.settle()
    after = engine_of(one)
    assert one.told["deficit, what stands"] == 1, one.told
    assert (after["fee_bucket_atoms"], after["shares_atoms"] >= before["shares_atoms"] > 0) == (0, True)
