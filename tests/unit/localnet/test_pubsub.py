"""Subscriptions: told when the commitment shows it, once, with the state of that slot."""

import json
from typing import Any

from solders.keypair import Keypair

from quantdesk.localnet.pubsub import PubSub
from tests.unit.localnet.chains import Lab, payment


class Ear:
    """A reader that keeps what it is told."""

    def __init__(self, pubsub: PubSub) -> None:
        self.pubsub, self.heard = pubsub, []

    def tell(self, message: bytes) -> None:
        self.heard.append(json.loads(message))

    def ask(self, method: str, *params: Any) -> Any:
        """The result, or the error, of a call."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = self.pubsub.message(self, json.dumps(body).encode())
        if answer is not None:
            return json.loads(answer)["error"]
        return next(each for each in reversed(self.heard) if "id" in each)["result"]

    def told(self) -> list[Any]:
        """Results of the notifications since the last time."""
        found = [each["params"]["result"] for each in self.heard if "method" in each]
        self.heard.clear()
        return found


def pass_slots(lab: Lab, pubsub: PubSub, count: int) -> None:
    """Slots pass as the process lets them."""
    for _ in range(count):
        lab.slots_pass(written=False)
        while lab.chain.pending:
            lab.chain.written(lab.chain.pending.popleft().slot)
        pubsub.settle()
        lab.chain.prune()


def test_a_signature_is_told_once_at_its_commitment_and_the_subscription_ends() -> None:
    lab = Lab()
    pubsub = PubSub(lab.chain)
    ears = {each: Ear(pubsub) for each in ("processed", "confirmed", "finalized")}
    key = lab.funded()
    wire = lab.signed([key], payment(key, Keypair().pubkey(), 10**7))
    import base64

    from solders.transaction import Transaction

    signature = str(Transaction.from_bytes(base64.b64decode(wire)).signatures[0])
    for commitment, ear in ears.items():
        ear.ask("signatureSubscribe", signature, {"commitment": commitment})
        ear.told()
    lab.ask("sendTransaction", wire, {"encoding": "base64"})
    slot = lab.chain.slot
    seen = []
    for _ in range(6):
        seen.append([len(ear.told()) for ear in ears.values()])
        pass_slots(lab, pubsub, 1)
    assert seen == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert not pubsub.by_kind["signature"]
    late = Ear(pubsub)
    late.ask("signatureSubscribe", signature, {"commitment": "finalized"})
    assert late.told() == [{"context": {"slot": slot}, "value": {"err": None}}]


def test_an_account_is_told_with_the_state_of_each_slot() -> None:
    lab = Lab()
    pubsub = PubSub(lab.chain)
    key, other = lab.funded(), Keypair().pubkey()
    ears = {each: Ear(pubsub) for each in ("processed", "confirmed", "finalized")}
    for commitment, ear in ears.items():
        ear.ask("accountSubscribe", str(other), {"commitment": commitment, "encoding": "base64"})
    sent = []
    for step in range(5):
        lab.send([key], payment(key, other, 10**7 + step))
        sent.append((lab.chain.slot, sum(10**7 + each for each in range(step + 1))))
        pass_slots(lab, pubsub, 1)
    pass_slots(lab, pubsub, 5)
    for ear in ears.values():
        told = [(each["context"]["slot"], each["value"]["lamports"]) for each in ear.told()]
        assert told == sent


def test_the_accounts_of_a_program_are_told_through_the_filters() -> None:
    lab = Lab()
    pubsub, key = PubSub(lab.chain), lab.funded()
    ear, deaf = Ear(pubsub), Ear(pubsub)
    system = "11111111111111111111111111111111"
    ear.ask("programSubscribe", system, {"commitment": "confirmed", "encoding": "base64", "filters": [{"dataSize": 0}]})
    deaf.ask("programSubscribe", system, {"commitment": "confirmed", "filters": [{"dataSize": 9}]})
    other = Keypair().pubkey()
    lab.send([key], payment(key, other, 10**7))
    pass_slots(lab, pubsub, 2)
    assert {str(other), str(key.pubkey())} <= {each["value"]["pubkey"] for each in ear.told()}
    assert deaf.told() == []


def test_logs_are_told_to_who_asked_for_the_address() -> None:
    lab = Lab()
    pubsub, key, other = PubSub(lab.chain), lab.funded(), lab.funded()
    ear, all_of_them = Ear(pubsub), Ear(pubsub)
    ear.ask("logsSubscribe", {"mentions": [str(key.pubkey())]}, {"commitment": "processed"})
    all_of_them.ask("logsSubscribe", "all", {"commitment": "processed"})
    mine = lab.send([key], payment(key, Keypair().pubkey(), 10**7))
    lab.send([other], payment(other, Keypair().pubkey(), 10**7))
    assert [each["value"]["signature"] for each in ear.told()] == [mine]
    assert len(all_of_them.told()) == 2


def test_slots_and_roots_are_told() -> None:
    lab = Lab()
    pubsub = PubSub(lab.chain)
    slots, roots = Ear(pubsub), Ear(pubsub)
    slots.ask("slotSubscribe")
    roots.ask("rootSubscribe")
    first = lab.chain.slot
    pass_slots(lab, pubsub, 3)
    assert [each["slot"] for each in slots.told()] == [first + 1, first + 2, first + 3]
    assert roots.told() == [first - 3, first - 2, first - 1]


def test_a_subscription_belongs_to_its_reader_and_ends_with_it() -> None:
    lab = Lab()
    pubsub = PubSub(lab.chain)
    ear, stranger = Ear(pubsub), Ear(pubsub)
    number = ear.ask("slotSubscribe")
    assert stranger.ask("slotUnsubscribe", number)["code"] == -32602
    assert ear.ask("rootUnsubscribe", number)["code"] == -32602
    assert ear.ask("slotUnsubscribe", number) is True
    ear.ask("slotSubscribe")
    pubsub.gone(ear)
    assert not pubsub.by_reader
    assert not any(pubsub.by_kind.values())


def test_what_is_no_subscription_is_refused() -> None:
    ear = Ear(PubSub(Lab().chain))
    for method in ("blockSubscribe", "voteSubscribe", "getSlot", "setAccount"):
        assert ear.ask(method)["code"] == -32601
    assert ear.ask("signatureSubscribe", "short")["code"] == -32602
    assert ear.ask("logsSubscribe", {"mentions": []})["code"] == -32602
