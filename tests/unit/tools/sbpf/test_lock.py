"""The lock: it names what the bytes depend on, and says what differs."""

from tools.sbpf import lock

CARGO_LOCK = """
version = 4

[[package]]
name = "quantdesk-program"
version = "0.1.0"
dependencies = ["alpha", "beta 2.0.0"]

[[package]]
name = "alpha"
version = "1.0.0"
checksum = "aa"
dependencies = ["gamma"]

[[package]]
name = "beta"
version = "1.0.0"
checksum = "b1"

[[package]]
name = "beta"
version = "2.0.0"
checksum = "b2"

[[package]]
name = "gamma"
version = "1.0.0"
checksum = "cc"

[[package]]
name = "stranger"
version = "1.0.0"
checksum = "dd"
"""


def test_only_packages_that_the_program_reaches_are_locked():
    assert lock.packages_locked(CARGO_LOCK) == [
        "alpha 1.0.0 aa\n",
        "beta 2.0.0 b2\n",
        "gamma 1.0.0 cc\n",
        "quantdesk-program 0.1.0 \n",
    ]


def test_hash_of_the_sources_sees_every_byte_and_every_name(tmp_path):
    (tmp_path / "crates/core/src").mkdir(parents=True)
    (tmp_path / "Cargo.lock").write_text(CARGO_LOCK)
    source = tmp_path / "crates/core/src/lib.rs"
    source.write_text("a")
    first = lock.sources_hash(tmp_path)
    source.write_text("b")
    second = lock.sources_hash(tmp_path)
    source.rename(source.with_name("other.rs"))
    third = lock.sources_hash(tmp_path)
    (tmp_path / "README.md").write_text("not a source")
    assert len({first, second, third}) == 3
    assert lock.sources_hash(tmp_path) == third


def test_difference_from_the_lock_is_told(monkeypatch):
    true = {
        "sources_sha256": lock.sources_hash(),
        "program_sha256": lock.file_hash(lock.ELF),
        "idl_sha256": lock.file_hash(lock.IDL),
    }
    monkeypatch.setattr(lock, "lock_read", lambda: true)
    assert lock.complaints() == []
    for field in true:
        monkeypatch.setattr(lock, "lock_read", lambda field=field: true | {field: "0"})
        assert len(lock.complaints()) == 1
    monkeypatch.setattr(lock, "lock_read", dict)
    assert "missing" in lock.complaints()[0]
