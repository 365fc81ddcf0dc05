"""Places: short, private, and refused when somebody else made them."""

import os
import pwd
import stat

import pytest

from quantdesk.runtime.launch import EmbeddedFailed
from quantdesk.runtime.places import private_folder, reachable, run_folder


def test_same_home_gives_the_same_short_folder(tmp_path):
    first, second = run_folder(tmp_path), run_folder(tmp_path)
    assert first == second
    assert len(str(first)) < 80
    first.rmdir()


def test_other_homes_give_other_folders(tmp_path):
    one, other = run_folder(tmp_path / "a"), run_folder(tmp_path / "b")
    assert one != other
    one.rmdir()
    other.rmdir()


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
