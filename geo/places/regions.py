"""
The six regions that the State plans by, of provinces as they were until 30 June 2025.

Resolution 81/2023/QH15 (national master plan) names them. The merged provinces of July 2025
partly span two; places keep the code of the province they were in before, and with it the region.
"""

from __future__ import annotations

from geo.places.vocabularies import Term, Vocabulary

REGIONS = Vocabulary(
    "region",
    Term("northern_uplands", "Trung du và miền núi phía Bắc", "Northern midlands and mountains"),
    Term("red_river_delta", "Đồng bằng sông Hồng", "Red River delta"),
    Term("central_coast", "Bắc Trung Bộ và duyên hải miền Trung", "North and coastal centre"),
    Term("central_highlands", "Tây Nguyên", "Central Highlands"),
    Term("south_east", "Đông Nam Bộ", "South-east"),
    Term("mekong_delta", "Đồng bằng sông Cửu Long", "Mekong delta"),
)

_PROVINCES = {
    "northern_uplands": "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
    "red_river_delta": "01 22 26 27 30 31 33 34 35 36 37",
    "central_coast": "38 40 42 44 45 46 48 49 51 52 54 56 58 60",
    "central_highlands": "62 64 66 67 68",
    "south_east": "70 72 74 75 77 79",
    "mekong_delta": "80 82 83 84 86 87 89 91 92 93 94 95 96",
}
REGION_OF: dict[str, str] = {
    code: region for region, codes in _PROVINCES.items() for code in codes.split()
}
"""
The region of each province of vintage 2025-03-01, by its code.

>>> len(REGION_OF), REGION_OF["01"]
(63, 'red_river_delta')
"""
