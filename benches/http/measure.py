"""What a request costs, beside a bare axum handler. Usage: measure.py HUDNA DOOR [--instructions] [--quick]

HUDNA is the program, DOOR the bare handler (`src/bin/door.rs`). Only this machine is asked. Needs wrk; valgrind with
`--instructions`.

- Requests per second and CPU per request (user and system, from /proc): 16 connections that are kept, in turns, medians; ratios are
  those of each turn.
- Instructions per request: both servers under callgrind, so many requests over one connection, between two zeroings.
- Start: from starting the program to its first answer of /locate. Memory: resident, after a million requests.
"""

import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from operator import truediv
from pathlib import Path

QUICK = "--quick" in sys.argv
SECONDS, ROUNDS, CONNECTIONS = (1 if QUICK else 3), (3 if QUICK else 9), 16
MANY = 100_000 if QUICK else 1_000_000
LOCATE = "/locate?lon=36.63&lat=35.93&date=2017-09-20"
NOWHERE = "/locate?lon=38.9&lat=35.2&date=2017-09-20"
DOWNLOAD = "/zones.geojson"


class Server:
    """A process that tells its address in its first line."""

    def __init__(self, command, under=()):
        self.log = tempfile.TemporaryFile()
        environment = os.environ | {"HUDNA_LOG": "info"}
        self.process = subprocess.Popen([*under, *command], stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment)
        line = self.process.stdout.readline()
        assert "http://" in line, f"{command} did not start: {line}"
        self.address = re.search(r"http://([\d.:]+)", line)[1]
        self.id = self.process.pid

    def get(self, path, headers={}, count=1):
        """The last answer of so many over one connection: status, headers, body."""
        connection = http.client.HTTPConnection(self.address, timeout=120)
        for _ in range(count):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        connection.close()
        return answer.status, answer.headers, body

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.id}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def come_to_rest(self):
        """Waits until the process works at nothing of its own: at first it packs what visitors ask for."""
        time.sleep(2)
        before = -1
        while self.cpu_seconds() - before > 0.02:
            before = self.cpu_seconds()
            time.sleep(1)

    def resident_mib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.id}/status").read_text())[1]) / 1024

    def close(self):
        self.process.terminate()
        self.process.wait(60)


class Question:
    def __init__(self, name, server, path, headers=None, peer=None, wanted=""):
        self.name, self.server, self.path, self.headers, self.peer, self.wanted = name, server, path, headers or {}, peer, wanted
        self.rates, self.cpu, self.instructions = [], [], None

    def load(self, seconds=SECONDS):
        """Requests a second and microseconds of CPU a request."""
        asked = [word for name, value in self.headers.items() for word in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *asked, f"http://{self.server.address}{self.path}"]
        before = self.server.cpu_seconds()
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
        assert "Socket errors" not in said, said
        count, took = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", said).group(1, 2)
        return int(count), float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), (self.server.cpu_seconds() - before) * 1e6 / int(count)

    def turn(self):
        _, rate, cpu = self.load()
        self.rates.append(rate)
        self.cpu.append(cpu)


def questions(hudna, door):
    constant = Question("bare axum, constant 300 bytes", door, "/constant")
    raw = Question("bare axum, raw zones.geojson", door, "/raw")
    locate = Question("GET /locate", hudna, LOCATE, peer=constant, wanted="2.3 x instructions, 1.4 x CPU, .75 of requests/s")
    nowhere = Question("GET /locate, in no zone", hudna, NOWHERE, peer=constant, wanted="the same")
    tag = hudna.get(DOWNLOAD, {"Accept-Encoding": "br"})[1]["ETag"]
    same = {"Accept-Encoding": "br", "If-None-Match": tag}
    unchanged = Question("GET /zones.geojson, 304", hudna, DOWNLOAD, same, constant, "1.5 x the constant")
    brotli = Question("GET /zones.geojson, br", hudna, DOWNLOAD, {"Accept-Encoding": "br"}, raw, ".45 of the CPU")
    all_of_them = [constant, locate, nowhere, unchanged, raw, brotli]
    for question in all_of_them:
        status, headers, body = question.server.get(question.path, question.headers)
        assert status == (304 if question is unchanged else 200), f"{question.name}: {status}"
        assert (headers["Content-Encoding"] == "br") == (question is brotli), f"{question.name}: {headers}"
        question.bytes = len(body)
    return all_of_them


def count_instructions(asked, programs):
    """Each question by itself under callgrind: what N requests more cost, after as many to warm up."""
    count = 200 if QUICK else 1000
    with tempfile.TemporaryDirectory() as folder:
        for which in programs:
            out = f"{folder}/{'hudna' if which is programs[0] else 'door'}"
            server = Server(which, ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"])
            server.come_to_rest()
            control = lambda what: subprocess.run(["callgrind_control", what, str(server.id)], check=True, capture_output=True)
            for number, question in enumerate(question for question in asked if question.server.program == which):
                server.get(question.path, question.headers, count)
                control("--zero")
                server.get(question.path, question.headers, count)
                control("--dump")
                dumped = Path(f"{out}.{number + 1}").read_text()
                question.instructions = int(re.search(r"^(?:totals|summary): (\d+)", dumped, re.M)[1]) / count
            server.close()


def started(command):
    """Milliseconds from starting to the first answer."""
    begun = time.perf_counter()
    server = Server(command)
    status, _, _ = server.get(LOCATE)
    took = (time.perf_counter() - begun) * 1e3
    server.close()
    assert status == 200
    return took


def memory(server):
    """MiB before, and after each quarter of many requests of all sorts."""
    before = server.resident_mib()
    after = []
    for _ in range(4):
        asked = 0
        while asked < MANY / 4:
            for path in (LOCATE, "/zones", "/healthz", DOWNLOAD):
                asked += Question(path, server, path, {"Accept-Encoding": "br"}).load(1)[0]
        after.append(server.resident_mib())
    return before, after


def tell(asked):
    print(f"\nRequests, medians of {ROUNDS} turns of {SECONDS} s, {CONNECTIONS} connections; ratios to the line named\n")
    print("| question | bytes | requests/s | | CPU, µs | | instructions | | wanted, at most |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---|")
    middle = statistics.median
    for question in asked:
        peer = question.peer or question
        # Turn by turn: the machine is faster in one minute than in the next.
        ratios = lambda own, other: f"{middle(map(truediv, own, other)):.2f} x" if question.peer else ""
        cells = [
            f"{question.bytes:,}",
            f"{middle(question.rates):,.0f}",
            ratios(question.rates, peer.rates),
            f"{middle(question.cpu):.1f}",
            ratios(question.cpu, peer.cpu),
            f"{question.instructions:,.0f}" if question.instructions else "",
            ratios([question.instructions], [peer.instructions]) if question.instructions else "",
        ]
        beside = f" (beside {question.peer.name})" if question.peer else ""
        print(f"| {question.name}{beside} | {' | '.join(cells)} | {question.wanted} |")


def main(hudna, door):
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        programs = [[hudna, "serve", "--listen", "127.0.0.1:0"], [door, "127.0.0.1:0", f"{folder}/zones.geojson"]]
        server = Server(programs[0])
        Path(f"{folder}/zones.geojson").write_bytes(server.get(DOWNLOAD)[2])
        bare = Server(programs[1])
        server.come_to_rest()
        server.program, bare.program = programs
        asked = questions(server, bare)
        for _ in range(ROUNDS):
            for question in asked:
                question.turn()
        if "--instructions" in sys.argv:
            count_instructions(asked, programs)
        tell(asked)
        starts = [started(programs[0]) for _ in range(10)]
        print(f"\nStart to first answer: {statistics.median(starts):.0f} ms, median of {len(starts)} (wanted: under 150 ms)")
        before, after = memory(server)
        grown = ", ".join(f"{each:.1f}" for each in after)
        print(f"Resident memory: {before:.1f} MiB, then {grown} MiB after each quarter of {MANY:,} requests (wanted: under 60 MB, not growing)")
        for each in (server, bare):
            each.close()


main(*[word for word in sys.argv[1:] if not word.startswith("--")])
