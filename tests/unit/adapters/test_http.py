"""One request: its time, its addresses, its names."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from anxin.adapters import http
from anxin.adapters.http import Unreachable, is_the_worlds, request
from tests.unit.adapters.receiver import Answer, receiving


def test_headers_that_come_octet_by_octet_end_at_the_time_limit() -> None:
    with receiving() as there:
        there.answer = lambda _request: Answer(drip=0.02)
        with pytest.raises(Unreachable, match="no answer in time"):
            request("POST", there.url, body=b"", private=True, seconds=0.3)


def test_a_name_server_that_says_nothing_ends_at_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    said = threading.Event()

    def silent(*_asked: Any, **_more: Any) -> list[Any]:
        said.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with pytest.raises(Unreachable, match="no answer in time"):
        request("GET", "https://a.example/", seconds=0.1)
    said.set()


def test_the_next_address_is_tried_where_the_first_answers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as there:
        port = int(there.url.rpartition(":")[2])
        real: Any = socket.getaddrinfo
        both = [(0, 0, 0, "", (one, port)) for one in ("::1", "127.0.0.1")]
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: both if host == "a.example" else real(host, *rest, **more),
        )
        assert request("GET", f"http://a.example:{port}/", private=True).status == 200


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("2002:808:808::", True),
        ("fe80::1%lo", False),
    ],
)
def test_an_address_behind_which_a_private_one_hides_is_not_the_worlds(address: str, *, expected: bool) -> None:
    assert is_the_worlds(address) is expected


@pytest.mark.parametrize(("url", "host"), [("https://x.cn/a", "x.cn"), ("https://x.cn:8443/a", "x.cn:8443")])
def test_the_host_is_named_with_its_port_only_where_it_is_not_the_usual_one(url: str, host: str) -> None:
    """What the library writes for a connection of ours, without a line."""
    port = int(url.partition("cn:")[2].partition("/")[0] or 443)
    connection, sent = http._Secure("x.cn", port, [], 0.0), bytearray()
    connection.send = sent.extend  # type: ignore[assignment]  # -- what would go over the line
    connection.request("GET", "/a")
    assert f"\r\nHost: {host}\r\n".encode() in bytes(sent)
