"""Slots, blockhashes, commitments: what the chain shows, when."""

import hashlib

import pytest
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.ledger import Kept, slot_fold
from quantdesk.localnet.records import SLOT_US
from quantdesk.model.base58 import encode_base58
from tests.unit.localnet.chains import RULES, Lab, Refused, payment


def test_the_slot_is_the_time_over_400_ms_and_the_clock_sysvar_says_it() -> None:
    lab = Lab()
    lab.slots_pass(7)
    assert lab.chain.slot == lab.now_us // SLOT_US
    clock = lab.chain.svm.get_clock()
    assert (clock.slot, clock.unix_timestamp) == (lab.chain.slot, lab.now_us // 1_000_000)


def test_time_that_goes_back_moves_nothing() -> None:
    lab = Lab()
    slot = lab.chain.slot
    assert not lab.chain.tick(lab.now_us - 10 * SLOT_US)
    assert lab.chain.slot == slot


def test_the_genesis_hash_is_the_constant_that_messages_are_bound_to() -> None:
    assert Lab().ask("getGenesisHash") == encode_base58(hashlib.sha256(b"quantdesk localnet genesis").digest())


def test_a_transaction_is_processed_then_confirmed_then_final() -> None:
    lab = Lab()
    key = lab.funded()
    signature = lab.ask("getSignaturesForAddress", str(key.pubkey()), {"commitment": "processed"})[0]["signature"]
    seen = []
    for _ in range(6):
        seen.append(lab.ask("getSignatureStatuses", [signature])["value"][0]["confirmationStatus"])
        lab.slots_pass()
    assert seen == ["processed", "confirmed", "confirmed", "confirmed", "finalized", "finalized"]


def test_nothing_is_confirmed_that_the_disk_does_not_have() -> None:
    lab = Lab()
    lab.slots_pass(10)
    key = lab.funded()
    lab.slots_pass(20, written=False)
    status = lab.ask("getSignaturesForAddress", str(key.pubkey()), {"commitment": "processed"})[0]
    assert status["confirmationStatus"] == "processed"
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "confirmed"})["value"] == 0
    lab.write()
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "finalized"})["value"] == 10**10


def test_a_commitment_shows_the_state_at_the_end_of_its_slot() -> None:
    lab = Lab()
    key, other = lab.funded(), Keypair().pubkey()
    lab.slots_pass(6)
    expected = {}
    for step in range(12):
        lab.send([key], payment(key, other, 1_000_000 + step))
        expected[lab.chain.slot] = lab.ask("getBalance", str(other), {"commitment": "processed"})["value"]
        for commitment in ("confirmed", "finalized"):
            found = lab.ask("getBalance", str(other), {"commitment": commitment})
            assert found["value"] == expected.get(found["context"]["slot"], 0)
        lab.slots_pass()


def test_a_blockhash_holds_for_150_blocks_and_not_for_one_more() -> None:
    lab = Lab()
    key = lab.funded()
    recent = lab.chain.blockhash(lab.chain.slot)
    last = lab.ask("getLatestBlockhash", {"commitment": "processed"})["value"]["lastValidBlockHeight"]
    lab.slots_pass(150)
    assert lab.ask("getBlockHeight", {"commitment": "processed"}) == last
    wire = lab.signed([key], payment(key, Keypair().pubkey(), 10**7), blockhash=recent)
    lab.ask("sendTransaction", wire, {"encoding": "base64"})
    lab.slots_pass()
    late = lab.signed([key], payment(key, Keypair().pubkey(), 10**7), blockhash=recent)
    with pytest.raises(Refused) as refused:
        lab.ask("sendTransaction", late, {"encoding": "base64"})
    assert (refused.value.code, refused.value.data["err"]) == (-32002, "BlockhashNotFound")


def test_a_transaction_is_taken_once() -> None:
    lab = Lab()
    key = lab.funded()
    wire = lab.signed([key], payment(key, Keypair().pubkey(), 10**7))
    lab.ask("sendTransaction", wire, {"encoding": "base64"})
    with pytest.raises(Refused) as refused:
        lab.ask("sendTransaction", wire, {"encoding": "base64"})
    assert refused.value.data["err"] == "AlreadyProcessed"
    balance = lab.ask("getBalance", str(key.pubkey()), {"commitment": "processed"})["value"]
    lab.ask("sendTransaction", wire, {"encoding": "base64", "skipPreflight": True})
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "processed"})["value"] == balance


def test_a_transaction_that_fails_without_preflight_costs_its_fee_and_is_remembered() -> None:
    lab = Lab()
    key = lab.funded()
    signature = lab.send([key], payment(key, Keypair().pubkey(), 10**15), skipPreflight=True)
    status = lab.ask("getSignatureStatuses", [signature])["value"][0]
    assert status["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "processed"})["value"] == 10**10 - 5_000


def test_a_transaction_that_fails_its_preflight_leaves_no_trace() -> None:
    """One run serves check and effect: what a failed one did is undone, and nobody hears of its accounts."""
    lab = Lab()
    key, other = lab.funded(), lab.funded()
    lab.slots_pass(6)
    heard: list[frozenset[Pubkey]] = []
    lab.chain.closers.append(lambda _slot, touched: heard.append(touched))
    before = state(lab.chain)
    wire = lab.signed([key], payment(key, other.pubkey(), 10**15))
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            lab.ask("sendTransaction", wire, {"encoding": "base64"})
        assert refused.value.data["err"] == {"InstructionError": [0, {"Custom": 1}]}
    assert state(lab.chain) == before
    lab.slots_pass()
    assert heard == []
    assert lab.rows[-1].slot < lab.chain.slot - 1
    # Beside one that stands in the same slot, and after one: only what stands is kept.
    lab.send([key], payment(key, other.pubkey(), 10**8))
    with pytest.raises(Refused):
        lab.send([key], payment(key, other.pubkey(), 10**15))
    assert lab.ask("getBalance", str(key.pubkey()), {"commitment": "processed"})["value"] == 10**10 - 10**8 - 5_000
    lab.slots_pass()
    assert {Pubkey(row.key) for row in lab.rows[-1].accounts} == {key.pubkey(), other.pubkey()} == set(*heard)


def test_time_travel_goes_forward_alone_and_stays_after_a_restart() -> None:
    lab = Lab()
    slot = lab.chain.slot
    lab.ask("timeTravel", {"absoluteSlot": slot + 1_000})
    with pytest.raises(Refused):
        lab.ask("timeTravel", {"absoluteSlot": slot})
    assert lab.chain.slot == slot + 1_000
    lab.chain.flush()
    lab.write()
    again = restored(lab)
    assert again.offset_us == lab.chain.offset_us


def test_a_restart_restores_accounts_transactions_and_the_memory_of_them() -> None:
    lab = Lab()
    key = lab.funded()
    wires = []
    for step in range(5):
        wires.append(lab.signed([key], payment(key, Keypair().pubkey(), 10**7 + step)))
        lab.ask("sendTransaction", wires[-1], {"encoding": "base64"})
        lab.slots_pass()
    lab.chain.flush()
    lab.write()
    again = restored(lab)
    assert state(again) == state(lab.chain)
    assert list(again.history.items()) == list(lab.chain.history.items())
    after = Lab.__new__(Lab)
    after.chain = again
    with pytest.raises(Refused) as refused:
        after.ask("sendTransaction", wires[0], {"encoding": "base64"})
    assert refused.value.data["err"] == "AlreadyProcessed"


def test_history_is_bounded_and_what_could_be_sent_again_is_not_forgotten() -> None:
    lab = Lab(rules=RULES.__class__(finality_slots=4, price_owner=RULES.price_owner, history_max=5))
    for _ in range(8):
        lab.funded()
    assert len(lab.chain.history) == 8
    lab.slots_pass(151)
    lab.funded()
    assert len(lab.chain.history) == 5


def restored(lab: Lab) -> Chain:
    """The chain that a new process makes of what this one wrote."""
    genesis = lab.chain.genesis
    kept = Kept(genesis=genesis, slot=genesis.first_slot)
    slot_fold(kept, lab.rows_first())
    for row in lab.rows:
        slot_fold(kept, row)
    return Chain(kept, lab.now_us + SLOT_US, RULES)


def state(chain: Chain) -> dict[bytes, tuple[int, bytes, bytes, bool] | None]:
    """Every touched account."""
    found = {}
    for key in chain.keys:
        account = chain.svm.get_account(key)
        found[bytes(key)] = (
            None
            if account is None
            else (account.lamports, bytes(account.owner), bytes(account.data), account.executable)
        )
    return found
