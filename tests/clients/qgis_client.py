"""Run by the system's Python, which has QGIS: opens layers as a user would and prints what QGIS makes of them as JSON.

Usage: qgis_client.py SERVER < requests.json; see `test_qgis.py`.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileLayer,
)


def features(layer, request=None):
    found = list(layer.getFeatures(request) if request else layer.getFeatures())
    return {"ids": sorted(f["id"] for f in found), "bounds": bounds(found), "first": attributes(layer, found)}


def bounds(found):
    boxes = [f.geometry().boundingBox() for f in found if f.hasGeometry()]
    whole = QgsRectangle()
    whole.setMinimal()
    for box in boxes:
        whole.combineExtentWith(box)
    return [whole.xMinimum(), whole.yMinimum(), whole.xMaximum(), whole.yMaximum()] if boxes else None


def attributes(layer, found):
    first = min(found, key=lambda f: f["id"], default=None)
    if first is None:
        return None
    plain = {}
    for field in layer.fields():
        value = first[field.name()]
        plain[field.name()] = value if isinstance(value, (str, int, float, bool, list)) else str(value)
    return plain


def vector(server, asked):
    source = f"url='{server}' typename='{asked['collection']}' pageSize='{asked.get('page', 100)}'"
    if "bbox" in asked:
        source += " restrictToRequestBBOX='1'"
    if "crs" in asked:
        source += f" srsname='{asked['crs']}'"
    layer = QgsVectorLayer(source, "layer", "OAPIF")
    if not layer.isValid():
        return {"valid": False, "error": layer.error().summary()}
    if "where" in asked:
        assert layer.setSubsetString(asked["where"]), "QGIS refused the filter"
    request = QgsFeatureRequest()
    if "bbox" in asked:
        request.setFilterRect(QgsRectangle(*asked["bbox"]))
    extent = layer.extent()
    return {
        "valid": True,
        "count": layer.featureCount(),
        "crs": layer.crs().authid(),
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "extent": [extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()],
        "shape": layer.wkbType(),
    } | features(layer, request)


def tiles(server, asked):
    template = f"{server}/collections/{asked['collection']}/tiles/WebMercatorQuad/%7Bz%7D/%7By%7D/%7Bx%7D?f=mvt"
    layer = QgsVectorTileLayer(f"type=xyz&url={template}&zmin=0&zmax=12", "tiles")
    raw = layer.getRawTile(tile(asked["tile"])) if layer.isValid() else b""
    return {"valid": layer.isValid(), "crs": layer.crs().authid(), "size": len(raw)}


def tile(numbers):
    from qgis.core import QgsTileXYZ

    z, y, x = numbers
    return QgsTileXYZ(x, y, z)


def main():
    server = sys.argv[1]
    application = QgsApplication([], False)
    QgsApplication.setPrefixPath("/usr", True)
    application.initQgis()
    answers = {}
    for name, asked in json.load(sys.stdin).items():
        answers[name] = (tiles if asked.get("tile") else vector)(server, asked)
    json.dump(answers, sys.stdout)
    sys.stdout.flush()
    application.exitQgis()


main()
