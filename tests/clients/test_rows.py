"""`POST /locate` over a wire: a big table in little memory, a slow reader, a client that goes, a body that breaks."""

import http.client
import json
import socket
import subprocess
from urllib.parse import urlsplit

HEAD = b"name,lon,lat,date\n"
ROW = b"a point of an unusually long name,1.25,2.50,2017-09-20\n"
ANSWER = b"a point of an unusually long name,1.25,2.50,2017-09-20,,,,"
MB = 1024 * 1024
BIG = 200 * MB
MOST_GROWTH = 64 * MB


def connect(server):
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=60)


def begin(server, extra=b""):
    """A request whose body comes in chunks."""
    wire = connect(server)
    head = b"POST /locate HTTP/1.1\r\nHost: h\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n"
    wire.sendall(head + extra + b"\r\n")
    return wire


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_a_big_table_goes_through_little_memory(server, tmp_path):
    table, joined = tmp_path / "big.csv", tmp_path / "joined.csv"
    with table.open("wb") as file:
        file.write(HEAD)
        piece = ROW * (MB // len(ROW))
        for _ in range(BIG // len(piece)):
            file.write(piece)
    before = server.most_memory()
    command = ["curl", "-sS", "-f", "-X", "POST", "-H", "Content-Type: text/csv", "-T", table, "-o", joined]
    subprocess.run([*command, f"{server.url}/locate"], check=True, timeout=300)
    assert server.most_memory() - before < MOST_GROWTH
    with table.open("rb") as sent, joined.open("rb") as got:
        assert next(got).startswith(HEAD.strip())
        next(sent)
        assert all(line.startswith(ANSWER) for line in got)
    assert joined.stat().st_size > table.stat().st_size


def test_who_does_not_read_is_not_read_from(server):
    wire = begin(server)
    wire.sendall(chunk(HEAD))
    wire.settimeout(3)
    piece, sent = chunk(ROW * 4000), 0
    before = server.most_memory()
    try:
        while sent < BIG:
            wire.sendall(piece)
            sent += len(piece)
    except TimeoutError:
        pass
    assert sent < 100 * MB, "a server that takes all without being read keeps it somewhere"
    assert server.most_memory() - before < MOST_GROWTH
    wire.close()


def test_a_client_that_goes_leaves_nothing_behind(server, api):
    for _ in range(40):
        wire = begin(server)
        wire.sendall(chunk(HEAD + ROW * 10_000))
        wire.recv(100)
        wire.close()
    assert api.get("/locate", lon=36.63, lat=35.93).status_code == 200
    # More tables than may be joined at a time: had they stayed, this one would wait.
    rows = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    rows.request("POST", "/locate", HEAD + b"x,36.63,35.93,2017-09-20\n", {"Content-Type": "text/csv"})
    assert rows.getresponse().read().count(b"idlib@") >= 1


def test_a_body_that_breaks_has_no_proper_end(server):
    wire = begin(server)
    wire.sendall(chunk(HEAD) + chunk(ROW * 20_000) + chunk(b'"never closed') + b"0\r\n\r\n")
    answer = b""
    while data := wire.recv(1 << 16):
        answer += data
    assert answer.startswith(b"HTTP/1.1 200")
    assert not answer.endswith(b"0\r\n\r\n")
    assert "quote" in server.log.read_text()


def test_trailers_tell_of_bad_rows(server):
    wire = begin(server, b"TE: trailers\r\nConnection: close\r\n")
    wire.sendall(chunk(HEAD + b"x,200,35,2017-09-20\n" + ROW) + b"0\r\n\r\n")
    answer = b""
    while data := wire.recv(1 << 16):
        answer += data
    end = answer[answer.rindex(b"\r\n0\r\n") :].lower()
    assert b"hudna-rows: 2" in end
    assert b"hudna-bad-rows: 1" in end
    assert b"1;line=2" in end


def test_an_unknown_format_is_refused_before_it_is_read(server):
    wire = connect(server)
    head = b"POST /locate HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 999999999\r\n"
    wire.sendall(head + b"Expect: 100-continue\r\n\r\n")
    answer = wire.recv(1 << 16)
    assert answer.startswith(b"HTTP/1.1 415"), answer
    assert b"accept-post: text/csv" in answer.lower()
    body = answer.split(b"\r\n\r\n", 1)[1]
    assert json.loads(body)["type"] == "/problems/unsupported-media-type"
