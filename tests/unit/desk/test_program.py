"""The program's verbs: an unknown one and a missing one are told in one line."""

import pytest

from quantdesk.desk.program import program
from quantdesk.desk.told import Told


@pytest.mark.parametrize("verb", ["", "fly"])
def test_unknown_verb_names_those_that_exist(verb):
    with pytest.raises(Told, match="build, test, deploy"):
        program(verb)


def test_deploy_says_what_is_missing():
    with pytest.raises(Told, match="deploy is missing"):
        program("deploy")
