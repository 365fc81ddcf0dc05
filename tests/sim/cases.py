"""Case files: a list of batches as text, to be read by people and replayed by a test.

Invariant: what is read is what was written; everything behind # is comment.
"""

from collections.abc import Iterable
from pathlib import Path

from tests.sim.judge.message import FORM
from tests.sim.judge.schema import COMMAND_KINDS, records_split
from tests.sim.records import Batch

WORDS = ("domain", "account", "nonce", "expiry", "client", "price", "size", "trigger", "market", "flags", "fee_cap")


def case_write(path: Path, batches: Iterable[Batch], remarks: Iterable[str]) -> None:
    """Writes a case file."""
    lines = [f"# {part}" for remark in remarks for part in remark.splitlines()]
    for batch in batches:
        lines.append(f"batch {batch.ts_us}")
        for row in batch.records:
            lines.extend(f"    # {text}" for text in described(row))
            lines.append(f"  {row.hex()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def case_read(path: Path) -> list[Batch]:
    """Reads a case file."""
    batches: list[Batch] = []
    for line in path.read_text("utf-8").splitlines():
        text = line.split("#")[0].strip()
        if text.startswith("batch "):
            batches.append(Batch(int(text[6:]), ()))
        elif text:
            last = batches[-1]
            batches[-1] = Batch(last.ts_us, (*last.records, bytes.fromhex(text)))
    return batches


def described(row: bytes) -> list[str]:
    """A command record in words, one line for each record within."""
    lines = []
    for codec, at in records_split(row, COMMAND_KINDS):
        parts = []
        for key, value in codec.named(row, at).items():
            if key == "message":
                numbers = FORM.unpack(value)
                parts += [f"{word}={number}" for word, number in zip(WORDS[1:], numbers[1:], strict=False)]
            elif key != "signature":
                parts.append(f"{key}={value[-4:].hex() if isinstance(value, bytes) else value}")
        lines.append(f"{codec.name} {' '.join(parts)}")
    return lines
