"""`/api/unmet`: what was sought and not found, where the site counts that."""

from __future__ import annotations

from flask import Response

from geo.vintages import CURRENT
from web import unmet
from web.api.blueprint import blueprint
from web.i18n import Text, language
from web.operations import JSON, NOW, as_json, operation
from web.params import Values
from web.schemas import COUNT, MAYBE_TEXT, TEXT, listed, mapped, thing
from web.snapshot import Snapshot
from web.unmet.counts import FEWEST_SHOWN, KEPT_DAYS
from web.unmet.table import known, level_of
from web.unmet.wants import read_want

_SOUGHT = thing(
    {
        "code": MAYBE_TEXT,
        "level": MAYBE_TEXT,
        "name": MAYBE_TEXT,
        "want": mapped(listed(TEXT)),
        "searches": COUNT,
    }
)


@operation(
    blueprint,
    "/api/unmet",
    summary=Text("Tìm mà không thấy", "Searched for and not found"),
    details=Text(
        f"Số lượt tìm trong {KEPT_DAYS} ngày qua không ra nơi nào, theo đơn vị từ 2025-07-01 và "
        "theo bộ lọc (want); code null là cả nước, want name=unknown là tên không có trong dữ "
        f"liệu. Số dưới {FEWEST_SHOWN} không nêu. Không giữ từ khoá hay vị trí. counted false: "
        "trang này không đếm.",
        f"How many searches of the last {KEPT_DAYS} days found no place, by unit of 2025-07-01 and "
        "by filters (want); code null is the whole country, want name=unknown a name that the "
        f"data does not have. Counts below {FEWEST_SHOWN} are left out. No words and no positions "
        "are kept. counted false: this site does not count.",
    ),
    parameters=(),
    answers={
        JSON: thing(
            {
                "counted": {"type": "boolean"},
                "days": COUNT,
                "fewest": COUNT,
                "unmet": listed(_SOUGHT),
                "data_version": TEXT,
            }
        )
    },
    examples=("/api/unmet",),
)
def unmet_searches(snapshot: Snapshot, values: Values) -> Response:
    """The counts, largest first."""
    kept, words = unmet.counts(), language()
    found = []
    for one in [] if kept is None else known(snapshot, kept.read()):
        level = level_of(one.unit)
        units = {} if level is None else {str(CURRENT): {str(level): one.unit}}
        names = snapshot.unit_names.of(units, words).get(str(CURRENT), {})
        found.append(
            {
                "code": one.unit or None,
                "level": level,
                "name": names.get(str(level)),
                "want": read_want(one.want),
                "searches": one.searches,
            }
        )
    content = {
        "counted": kept is not None,
        "days": KEPT_DAYS,
        "fewest": FEWEST_SHOWN,
        "unmet": found,
    }
    return as_json(snapshot, content, cache=NOW)
