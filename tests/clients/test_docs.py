"""The examples of docs/clients.md do what they say: each block is run as it stands there, against the real server."""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oracle import asked_days, days, meets

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/clients.md").read_text()
WRITTEN = "http://127.0.0.1:8080"
STEP_S = 90


def blocks():
    """Heading, language and text of every fenced block."""
    heading, found = "", []
    for piece in re.finditer(r"^(#+ [^\n]*)$|^```([a-z]+)( [a-z]+)?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL):
        if piece[1]:
            heading = piece[1].lstrip("# ")
        else:
            found.append(pytest.param(heading, (piece[2] + (piece[3] or "")), piece[4], id=f"{heading}-{len(found)}"))
    return found


def of(*languages):
    return [block for block in blocks() if block.values[1] in languages]


def run(command, folder, text=None, **environment):
    done = subprocess.run(
        command,
        input=text,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-1500:]}{done.stderr[-3000:]}"
    return done.stdout


def test_every_block_is_run_or_marked_as_not_run():
    run_here = {"sh", "python", "python qgis", "js", "html"}
    for block in blocks():
        heading, language, _ = block.values
        assert (language in run_here) != ("not run" in heading), f"{heading}: {language}"
    assert len(blocks()) >= 14


@pytest.mark.parametrize(("heading", "language", "text"), of("sh"))
def test_commands(server, tmp_path, heading, language, text):
    folder = tmp_path
    said = run(["bash", "-euo", "pipefail", "-c", text.replace(WRITTEN, server.url)], folder)
    assert "zones" in said or list(folder.iterdir()), heading


@pytest.mark.parametrize(("heading", "language", "text"), of("python"))
def test_python(server, tmp_path, heading, language, text):
    assert run([sys.executable, "-c", text.replace(WRITTEN, server.url)], tmp_path).strip()


@pytest.mark.parametrize(("heading", "language", "text"), of("python qgis"))
def test_python_of_qgis(server, api, tmp_path, heading, language, text):
    start = "from qgis.core import QgsApplication\napplication = QgsApplication([], False)\napplication.initQgis()\n"
    home = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    tmp_path.chmod(0o700)
    script = start + text.replace(WRITTEN, server.url) + "\nimport os, sys\nsys.stdout.flush()\nos._exit(0)\n"
    said = run(["/usr/bin/python3", "-"], tmp_path, script, **home)
    first, *rest = said.strip().splitlines()
    assert first == f"True {len(api.all('zones'))}"
    assert len(rest) == sum(feature["properties"]["zone"] == "idlib" for feature in api.all("zones"))


@pytest.mark.parametrize(("heading", "language", "text"), of("js"))
def test_javascript(server, api, heading, language, text):
    # From standard input, so that packages are found from the root of the project.
    said = run(["node", "--input-type=module", "-"], ROOT, text.replace(WRITTEN, server.url)).strip()
    if heading == "fetch":
        expected = [f for f in api.all("zones") if f["properties"]["zone"] in ("idlib", "northern-homs")]
        expected = [f["id"] for f in expected if meets(days(f), *asked_days("2017-09-20"))]
        assert json.loads(said.replace("'", '"')) == expected
    else:
        assert said == str(len(api.all("places")))


@pytest.mark.parametrize(("heading", "language", "text"), of("html"))
def test_pages(server, api, tmp_path, heading, language, text):
    """A page of another origin, with its library beside it."""
    for library in ("leaflet/dist", "maplibre-gl/dist"):
        shutil.copytree(ROOT / "node_modules" / library, tmp_path, dirs_exist_ok=True)
    (tmp_path / "page.html").write_text(text.replace(WRITTEN, server.url))
    handler = functools.partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{pages.server_port}/page.html"
        title = run(["node", Path(__file__).with_name("page.mjs"), address], ROOT).strip()
        pages.shutdown()
    if heading == "Leaflet":
        there = [f for f in api.all("zones") if meets(days(f), *asked_days("2017-06-15"))]
        assert title == f"{len(there)} zones"
    else:
        assert re.fullmatch(r"[1-9]\d* shapes", title), title


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass
