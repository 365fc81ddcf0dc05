"""Start: a port that is taken is named with the setting that moves it."""

import socket

import pytest

from quantdesk.desk.told import Told
from quantdesk.desk.up import ports_check
from quantdesk.runtime.settings import DeskSettings


def test_taken_port_is_told_with_its_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Told, match=f"port {port} of the engine: expected it free.*QUANTDESK_ENGINE_PORT"):
            ports_check(DeskSettings(processes=("engine",), engine_port=port))
