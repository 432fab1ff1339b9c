"""The network is shut in tests."""

import socket

import pytest


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_network_is_shut() -> None:
    with pytest.raises(RuntimeError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
