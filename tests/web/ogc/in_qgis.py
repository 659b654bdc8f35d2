"""
Run by Debian's Python with its QGIS: layers of an OGC API by its address, as one line of JSON.

    QT_QPA_PLATFORM=offscreen python3 in_qgis.py http://127.0.0.1:8000/ogc outlets
"""

from __future__ import annotations

import json
import os
import sys

HANOI = (105.7, 20.9, 106.0, 21.2)


def main(address: str, names: list[str]) -> None:
    """Load each layer and tell what QGIS makes of it."""
    from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

    application = QgsApplication([], False)
    application.initQgis()
    found = {}
    for name in names:
        source = f"url='{address}' typename='{name}' pagingEnabled='true'"
        layer = QgsVectorLayer(source, name, "OAPIF")
        box = QgsFeatureRequest().setFilterRect(QgsRectangle(*HANOI))
        box.setFlags(QgsFeatureRequest.ExactIntersect)
        features = list(layer.getFeatures())
        extent = QgsRectangle()
        extent.setMinimal()
        for feature in features:
            extent.combineExtentWith(feature.geometry().boundingBox())
        found[name] = {
            "valid": layer.isValid(),
            "count": len(features),
            "fields": [field.name() for field in layer.fields()],
            "extent": [
                extent.xMinimum(),
                extent.yMinimum(),
                extent.xMaximum(),
                extent.yMaximum(),
            ],
            "in_box": sum(1 for _ in layer.getFeatures(box)),
        }
    print(json.dumps(found), flush=True)
    # Taken down in Python's order rather than its own, QGIS 3.22 crashes on its way out.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
