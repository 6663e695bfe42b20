"""What the tests stand on: the real server on a free port, over the shipped data and a few made articles."""

import os
import re
import subprocess
import threading
from pathlib import Path

import httpx
import pytest

from api import Api
from articles import write_articles

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("HUDNA_BIN", ROOT / "target/debug/hudna")).resolve()
START_S = 60
END_S = 10


class Server:
    """The program as a process, ended by its own id."""

    def __init__(self, arguments, log):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUDNA_")}
        self._log = open(log, "w")  # noqa: SIM115, closed in `stop`
        self.log = Path(log)
        command = [BINARY, "serve", "--listen", "127.0.0.1:0", *arguments]
        self._process = subprocess.Popen(
            command, env=environment | {"HUDNA_LOG": "info"}, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        # A server that never says where it is must not keep the tests waiting.
        patience = threading.Timer(START_S, self._process.kill)
        patience.start()
        said = self._process.stdout.readline()
        patience.cancel()
        found = re.search(r"on (http://127\.0\.0\.1:\d+)", said)
        if not found:
            self.stop()
            raise RuntimeError(f"{BINARY} did not start: {said!r} {self.log.read_text()[-2000:]}")
        self.url = found[1]

    def most_memory(self):
        """The most bytes that the process has had in use."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    write_articles(ROOT / "seeds", folder / "articles")
    server = Server(["--articles", folder / "articles"], folder / "log")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def api(server):
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield Api(server.url, client)


@pytest.fixture(scope="session")
def claimed(api):
    return api.json("/conformance")["conformsTo"]


@pytest.fixture(scope="session")
def tested_classes(request):
    """The conformance classes that some test of this run is marked with."""
    marks = (mark for item in request.session.items for mark in item.iter_markers("conformance"))
    return {mark.args[0] for mark in marks}
