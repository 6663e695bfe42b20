"""Connections: kept, with requests in a row, in HTTP/2 in the clear, and left half open."""

import re
import socket
import subprocess
import time
from urllib.parse import urlsplit

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"
HEAD_TIME_S = 10


def connect(server):
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=HEAD_TIME_S * 2)


def test_requests_sent_in_a_row_are_answered_in_order(server):
    wire = connect(server)
    asked = [f"GET /zones/zone{number} HTTP/1.1\r\nHost: h\r\nX-Request-Id: r{number}\r\n\r\n" for number in range(50)]
    wire.sendall("".join(asked).encode())
    answer = b""
    # With its colon: each answer names the header once more, for browsers.
    while answer.count(b"x-request-id: ") < len(asked):
        data = wire.recv(1 << 16)
        assert data, "closed before all were answered"
        answer += data
    found = re.findall(rb"x-request-id: r(\d+)", answer)
    assert [int(number) for number in found] == list(range(len(asked)))


def test_a_connection_is_kept(server):
    wire = connect(server)
    for _ in range(3):
        wire.sendall(REQUEST)
        assert wire.recv(1 << 16).startswith(b"HTTP/1.1 200")


def curl(*arguments):
    return subprocess.run(["curl", "-sS", *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def test_http_2_is_spoken_in_the_clear(server):
    told = ["--http2-prior-knowledge", "-o", "/dev/null", "-w", "%{http_version} %{http_code}"]
    assert curl(*told, f"{server.url}/zones.geojson") == "2 200"
    assert curl(*told, "-H", "If-None-Match: *", f"{server.url}/zones.geojson") == "2 304"
    rows = ["-H", "Content-Type: text/csv", "--data-binary", "lon,lat\n36.63,35.93\n"]
    assert "idlib@" in curl("--http2-prior-knowledge", *rows, f"{server.url}/locate")


STREAMS = """
import { connect } from "node:http2";
const session = connect(process.argv[2]);
const asked = Array.from({ length: 30 }, (_, number) => new Promise((resolve, reject) => {
  const stream = session.request({ ":path": `/zones?none=${number}` });
  stream.on("response", (headers) => resolve(headers[":status"])).on("error", reject).resume();
}));
console.log((await Promise.all(asked)).join(" "));
session.close();
"""


def test_many_streams_share_a_connection(server):
    command = ["node", "--input-type=module", "-", server.url]
    told = subprocess.run(command, input=STREAMS, check=True, capture_output=True, text=True, timeout=60).stdout
    assert told.split() == ["400"] * 30


def test_a_head_that_never_ends_is_not_waited_for(server):
    wire = connect(server)
    wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nX-Slow: ")
    started = time.monotonic()
    while wire.recv(1 << 16):
        pass
    assert HEAD_TIME_S - 2 < time.monotonic() - started < HEAD_TIME_S + 5
