"""Schemathesis holds the server to its own OpenAPI document: thousands of made requests, the same ones every time."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

#: What a schema cannot say.
CONFIG = Path(__file__).resolve().parents[2] / "schemathesis.toml"
EXAMPLES = "25"


@pytest.mark.timeout(900)
def test_the_server_does_what_its_document_says(server, tmp_path):
    command = [
        Path(sys.executable).with_name("schemathesis"),
        "--config-file",
        CONFIG,
        "run",
        f"{server.url}/api",
        "--url",
        server.url,
        "--checks",
        "all",
        "--mode",
        "all",
        "--generation-deterministic",
        "--max-examples",
        EXAMPLES,
        "--workers",
        "1",  # CPython 3.11 fails when two threads parse at a time (SystemError: AST constructor recursion depth mismatch)
        "--request-timeout",
        "10",
        "--no-color",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=850, check=False)
    assert done.returncode == 0, done.stdout[-20000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested and int(tested[1]) > 40, done.stdout[-2000:]
