"""Places: short, private, and refused when somebody else made them."""

import os
import pwd
import shutil
import stat

import pytest

from quantdesk.runtime.launch import EmbeddedFailed
from quantdesk.runtime.places import HOME_FILE, private_folder, reachable, run_folder, sweep


def test_same_home_gives_the_same_short_folder(tmp_path):
    first, second = run_folder(tmp_path), run_folder(tmp_path)
    assert first == second
    assert len(str(first)) < 80
    shutil.rmtree(first)


def test_other_homes_give_other_folders(tmp_path):
    homes = (tmp_path / "a", tmp_path / "b")
    for home in homes:
        home.mkdir()
    one, other = (run_folder(home) for home in homes)
    assert one != other
    shutil.rmtree(one)
    shutil.rmtree(other)


def test_link_in_the_place_of_a_folder_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(EmbeddedFailed, match="expected a folder"):
        private_folder(tmp_path / "ours")


def test_folder_below_a_private_one_is_not_reachable_by_another_user(tmp_path):
    other = pwd.getpwnam("nobody")
    inner = tmp_path / "private" / "inner"
    inner.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    if os.geteuid() != other.pw_uid:
        assert not reachable(inner, other)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700


def test_folder_is_swept_when_its_home_is_gone_and_only_then(tmp_path):
    for name in ("lives", "gone"):
        (tmp_path / f"ours-{name}").mkdir()
        (tmp_path / f"ours-{name}" / HOME_FILE).write_text(str(tmp_path / name))
    (tmp_path / "ours-unknown").mkdir()
    (tmp_path / "lives").mkdir()
    sweep(tmp_path, "ours-")
    assert sorted(path.name for path in tmp_path.glob("ours-*")) == ["ours-lives", "ours-unknown"]
