"""The lock of the browser's core: what is committed is what its sources gave."""

import shutil

from tools.wasm import lock


def test_committed_module_is_that_of_its_sources():
    assert lock.complaints() == []


def test_every_source_that_the_module_depends_on_changes_the_hash(tmp_path):
    for pattern in lock.SOURCES:
        for path in lock.ROOT.glob(pattern):
            there = tmp_path / path.relative_to(lock.ROOT)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, there)
    before = lock.sources_hash(tmp_path)
    assert before == lock.sources_hash()
    for name in ("crates/core/src/margin.rs", "crates/wasm/src/memory.rs", "tools/wasm/build.py"):
        body = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(body + b"\n")
        assert lock.sources_hash(tmp_path) != before
        (tmp_path / name).write_bytes(body)
    assert lock.sources_hash(tmp_path) == before


def test_module_of_other_sources_missing_or_too_large_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setattr(lock, "LOCK", tmp_path / "wasm.lock")
    monkeypatch.setattr(lock, "MODULE", tmp_path / "core.wasm")
    assert "wasm.lock is missing" in lock.complaints()[0]
    lock.lock_write("rustc 1")
    lock.MODULE.write_bytes(b"small")
    assert any("not the file that wasm.lock names" in each for each in lock.complaints())
    lock.lock_write("rustc 1")
    assert lock.complaints() == []
    monkeypatch.setattr(lock, "GZIP_BYTES_MAX", 10)
    assert any("expected at most 10 bytes of gzip" in each for each in lock.complaints())
