"""Run by the system's Python, which has QGIS: opens layers as a user would and prints what QGIS makes of them as JSON.

Usage: qgis_client.py SERVER < requests.json; see `test_qgis.py`.
"""

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorTileBasicRenderer,
    QgsVectorTileLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


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
    """Draws vector tiles as the map window would; tells how much of the picture is painted."""
    template = f"{server}/collections/{asked['collection']}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}?f=mvt"
    source = QgsDataSourceUri()
    for name, value in {"type": "xyz", "url": template, "zmin": "0", "zmax": "10"}.items():
        source.setParam(name, value)
    layer = QgsVectorTileLayer(bytes(source.encodedUri()).decode(), "tiles")
    renderer = QgsVectorTileBasicRenderer()
    renderer.setStyles(QgsVectorTileBasicRenderer.simpleStyleWithRandomColors())
    layer.setRenderer(renderer)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(*asked["tiles"]))
    settings.setOutputSize(QSize(256, 256))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image, white = job.renderedImage(), QColor("white").rgb()
    painted = sum(image.pixel(x, y) != white for x in range(256) for y in range(256))
    return {"valid": layer.isValid(), "crs": layer.crs().authid(), "painted": painted / 256**2}


def main():
    server = sys.argv[1]
    application = QgsApplication([], False)
    QgsApplication.setPrefixPath("/usr", True)
    application.initQgis()
    answers = {}
    for name, asked in json.load(sys.stdin).items():
        answers[name] = (tiles if asked.get("tiles") else vector)(server, asked)
    json.dump(answers, sys.stdout)
    sys.stdout.flush()
    application.exitQgis()


main()
