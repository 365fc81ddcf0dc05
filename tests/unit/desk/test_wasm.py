"""The verb that builds the browser's core."""

import pytest

from quantdesk.desk.told import Told
from quantdesk.desk.wasm import wasm


def test_another_word_than_build_is_named():
    with pytest.raises(Told, match="expected build, found nothing"):
        wasm()
    with pytest.raises(Told, match="expected build, found deploy"):
        wasm("deploy")
