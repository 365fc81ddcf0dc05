"""Ids in texts."""

import pytest

from quantdesk.model.errors import Invalid
from quantdesk.model.ids import client_order_id_parse, order_id_parse


def test_order_id_is_32_hexadecimal_digits():
    assert order_id_parse("00ff" * 8) == bytes.fromhex("00ff" * 8)


@pytest.mark.parametrize("text", ["", "00", "FF" * 16, "0x" + "00" * 15, "00" * 16 + "\n", "g" * 32])
def test_what_is_no_order_id_is_refused(text):
    with pytest.raises(Invalid, match="32 lower-case"):
        order_id_parse(text)


@pytest.mark.parametrize("number", [0, 1, 2**64 - 1])
def test_client_order_id_is_a_whole_number_of_64_bits(number):
    assert client_order_id_parse(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "01", "1.0", "1\n", "٣", str(2**64), "1" * 21])
def test_what_is_no_client_order_id_is_refused(text):
    with pytest.raises(Invalid, match="whole number"):
        client_order_id_parse(text)
