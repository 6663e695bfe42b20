"""GDAL's command line as the tests call it."""

import os
import re
import subprocess

STEP_S = 60


def run(*command, environment=None):
    """Standard output and error of a command that must succeed, in bounded time."""
    done = subprocess.run(
        [str(part) for part in command],
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout + done.stderr


def requests_of(log):
    """The addresses that a log of GDAL (`CPL_DEBUG=HTTP`) says it asked for."""
    return re.findall(r"Fetch\((http[^)]*)\)", log)
