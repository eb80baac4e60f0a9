"""Compares areas that Ductal repaired, clipped, united and subtracted with what GEOS makes of them.

usage: compare.py FILE
FILE has one case a line, as test/support/areas.ts makes them, after a line with the slide's size.
Prints figures as JSON.
"""
import json
import sys

import shapely
from shapely.geometry import MultiPolygon, Polygon, box


def ring(flat):
    return list(zip(flat[::2], flat[1::2]))


def area(parts):
    if parts is None:
        return MultiPolygon()
    return MultiPolygon([(ring(part[0]), [ring(hole) for hole in part[1:]]) for part in parts])


def filled(flat):
    """The area that a ring winds around."""
    return shapely.make_valid(Polygon(ring(flat)), method="structure", keep_collapsed=False)


def meant(parts, slide):
    """The area that any parts mean: each is its outer ring without its holes."""
    whole = [
        filled(part[0]).difference(shapely.union_all([filled(hole) for hole in part[1:]]))
        for part in parts
    ]
    return shapely.union_all(whole).intersection(slide)


def length(parts):
    return sum(Polygon(ring(flat)).length for part in parts or [] for flat in part)


counts = {"cases": 0, "empty": 0, "areas": 0, "invalid": 0, "wrong": 0, "faults": []}
worst = 0.0
with open(sys.argv[1]) as lines:
    size = json.loads(next(lines))
    slide = box(0, 0, size["width"], size["height"])
    for number, line in enumerate(lines):
        case = json.loads(line)
        counts["cases"] += 1
        results = []
        for given, stored in zip(case["given"], case["stored"]):
            edges = length(given) + slide.length
            results.append(("stored", stored, meant(given, slide), edges))
        a, b = (area(stored) for stored in case["stored"])
        if case["union"] is not None:
            edges = length(case["stored"][0]) + length(case["stored"][1])
            results.append(("union", case["union"], a.union(b), edges))
            results.append(("difference", case["difference"], a.difference(b), edges))
        for kind, found, expected, edges in results:
            counts["areas"] += 1
            shape = area(found)
            if shape.is_empty:
                counts["empty"] += 1
            if not shape.is_valid:
                counts["invalid"] += 1
                counts["faults"].append([number, kind, shapely.is_valid_reason(shape)])
                continue
            # An outline may move by a step of the lattice, 1/64 pixel.
            apart = shape.symmetric_difference(expected).area
            share = apart / max(edges, 1)
            worst = max(worst, share)
            if share > 1 / 64:
                counts["wrong"] += 1
                counts["faults"].append([number, kind, f"differs by {apart:.3f} square pixels"])
counts["worst"] = worst
counts["faults"] = counts["faults"][:20]
counts["geos"] = shapely.geos_version_string
counts["shapely"] = shapely.__version__
print(json.dumps(counts))
