"""Asks each server the same questions, first whether they agree, then how often a second. Only this machine is asked."""

import json
import re
import statistics
import subprocess
import urllib.parse
import urllib.request

SERVERS = {"hudna": 7951, "pygeoapi": 7952, "tipg": 7953}
SECONDS, ROUNDS, CONNECTIONS, THREADS = 5, 3, 16, 1
WANTED = {"pygeoapi": 20, "tipg": 5}
COLLECTIONS = {"hudna": "zones", "pygeoapi": "zones", "tipg": "public.zones"}
FORMS = {"hudna": "geojson", "pygeoapi": "json", "tipg": "geojson"}
BOX, FILTER = "7,41,11,45", "confidence = 'low' AND precision_m > 2000"


def questions():
    first = ask("hudna", "items", {"limit": 1, "offset": 1234})["features"][0]["id"]
    return {
        "ten items": ("items", {"limit": 10}),
        "a hundred items": ("items", {"limit": 100}),
        "filter and box, up to a hundred": ("items", {"limit": 100, "bbox": BOX, "filter": FILTER}),
        "zone and box, up to a hundred": ("items", {"limit": 100, "bbox": BOX, "zone": "zone-105"}),
        "one feature": (f"items/{urllib.parse.quote(first, safe='@')}", {}),
    }


def address(server, path, asked):
    query = urllib.parse.urlencode(asked | {"f": FORMS[server]})
    return f"http://127.0.0.1:{SERVERS[server]}/collections/{COLLECTIONS[server]}/{path}?{query}"


def fetch(server, path, asked):
    with urllib.request.urlopen(address(server, path, asked), timeout=30) as answer:
        return answer.read()


def ask(server, path, asked):
    return json.loads(fetch(server, path, asked))


def agree(name, path, asked):
    """Every server gives as many features, and where the order is not theirs to choose the same ones."""
    answers = {server: ask(server, path, asked) for server in SERVERS}
    counts = {server: len(answer.get("features", [answer])) for server, answer in answers.items()}
    assert len(set(counts.values())) == 1 and counts["hudna"] > 0, f"{name}: {counts}"
    if counts["hudna"] < asked.get("limit", 1) or not asked:
        ids = {tuple(sorted(f["id"] for f in answer.get("features", [answer]))) for answer in answers.values()}
        assert len(ids) == 1, f"{name}: the servers give different features"
    return counts["hudna"]


def rate(server, path, asked):
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{SECONDS}s", address(server, path, asked)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS + 30).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def main():
    rows = []
    for name, (path, asked) in questions().items():
        count = agree(name, path, asked)
        sizes = {server: len(fetch(server, path, asked)) for server in SERVERS}
        rates = {server: [] for server in SERVERS}
        for _ in range(ROUNDS):
            for server in SERVERS:
                rates[server].append(rate(server, path, asked))
        middle = {server: statistics.median(own) for server, own in rates.items()}
        rows.append((name, count, sizes, middle))
    print(f"\nRequests per second, medians of {ROUNDS} runs of {SECONDS} s, {CONNECTIONS} connections\n")
    print("| question | features | kB (hudna, pygeoapi, tipg) | hudna | pygeoapi | tipg | to pygeoapi | to tipg |")
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    reached = True
    for name, count, sizes, middle in rows:
        ratios = {peer: middle["hudna"] / middle[peer] for peer in WANTED}
        reached &= all(ratios[peer] >= least for peer, least in WANTED.items())
        kb = ", ".join(f"{size / 1000:.0f}" for size in sizes.values())
        per_second = " | ".join(f"{middle[server]:.0f}" for server in SERVERS)
        print(f"| {name} | {count} | {kb} | {per_second} | {ratios['pygeoapi']:.0f} x | {ratios['tipg']:.0f} x |")
    goal = ", ".join(f"{least} x {peer}" for peer, least in WANTED.items())
    print(f"\nWanted: {goal}: {'reached' if reached else 'missed'}.")


main()
