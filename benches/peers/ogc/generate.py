"""Makes a data folder of 3,000 extents (data/README.md says what it holds). Usage: generate.py FOLDER"""

import json
import math
import random
import sys
from datetime import date, timedelta
from pathlib import Path

SEED, COLUMNS, ROWS, PERIODS = 5, 20, 15, 10
WEST, SOUTH, STEP = 5.0, 40.0, 0.5
FIRST = date(2017, 1, 1)

DATASET = """id = "three-thousand"
licence = "CC0-1.0"
languages = ["en", "ar"]
default_day = "2018-01-01"
first_day = "2017-01-01"
last_day = "2027-12-31"
title.en = "Three thousand polygons"
title.ar = "ثلاثة آلاف مضلع"
description.en = "Made from a fixed seed to measure servers side by side."
description.ar = "صُنعت لقياس الخوادم جنبًا إلى جنب."
[view]
lon = 10.0
lat = 44.0
zoom = 6
"""
AGREEMENT = """[[agreement]]
id = "made-up"
title.en = "Made up"
title.ar = "مختلق"
sources = ["made-up"]
"""
SOURCE = """[[source]]
id = "made-up"
title = "Made up"
"""


def ring(chance, lon, lat):
    """A crinkly line around a point that stays in its own cell, counter-clockwise."""
    count = chance.randint(50, 200)
    waves = [(chance.randint(2, 9), chance.uniform(0, math.tau), chance.uniform(0.02, 0.08)) for _ in range(4)]
    points = []
    for number in range(count):
        angle = math.tau * number / count
        radius = STEP * (0.3 + 0.4 * sum(size * math.sin(often * angle + phase) for often, phase, size in waves))
        points.append([round(lon + radius * math.cos(angle), 5), round(lat + radius * math.sin(angle), 5)])
    return [*points, points[0]]


def extents(chance, zone, lon, lat):
    start = FIRST + timedelta(days=chance.randint(0, 60))
    for _ in range(PERIODS):
        end = start + timedelta(days=chance.randint(90, 400))
        words = f"{zone} from {start}, {chance.randint(1, 99)} villages along the line, drawn by hand."
        properties = {
            "zone": zone,
            "valid_from": str(start),
            "valid_to": str(end),
            "precision_m": chance.randint(3, 60) * 100,
            "confidence": chance.choice(["high", "medium", "low"]),
            "basis": chance.choice(["made-up", None]),
            "summary": {"en": words, "ar": f"المنطقة {zone} من {start}"},
            "sources": ["made-up"],
        }
        shape = {"type": "Polygon", "coordinates": [ring(chance, lon, lat)]}
        yield {"type": "Feature", "id": f"{zone}@{start}", "properties": properties, "geometry": shape}
        start = end


def main(folder):
    chance = random.Random(SEED)
    (folder / "extents").mkdir(parents=True, exist_ok=True)
    zones = []
    for number in range(COLUMNS * ROWS):
        zone = f"zone-{number:03}"
        lon, lat = WEST + STEP * (number % COLUMNS + 0.5), SOUTH + STEP * (number // COLUMNS + 0.5)
        zones.append(
            f'[[zone]]\nid = "{zone}"\norder = {number}\ncolor = "#{chance.randint(0, 0xFFFFFF):06x}"\ndash = ""\n'
            f'agreements = ["made-up"]\nname.en = "Zone {number}"\nname.ar = "المنطقة {number}"\n'
            f'description.en = "Zone {number}, made up."\ndescription.ar = "منطقة مختلقة."\n'
        )
        collection = {"type": "FeatureCollection", "features": list(extents(chance, zone, lon, lat))}
        (folder / "extents" / f"{zone}.geojson").write_text(json.dumps(collection, ensure_ascii=False))
    for name, text in [("dataset", DATASET), ("agreements", AGREEMENT), ("sources", SOURCE), ("zones", "\n".join(zones))]:
        (folder / f"{name}.toml").write_text(text)


main(Path(sys.argv[1]))
