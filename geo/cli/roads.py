"""`python -m geo roads`: a network from an OpenStreetMap extract, fetched, built, compared."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from geo.cli import Group, print_json, print_table, progress
from geo.distance import Floats
from geo.roads.profiles import CAR, PROFILES

if TYPE_CHECKING:
    from geo.roads.openstreetmap import Extract
    from geo.routing import Network

FOLDER = Path("var/roads")
_SHOWN = ("from_name", "to_name", "km", "network_km", "error_percent")


@click.group(cls=Group)
def command() -> None:
    """Mạng đường: tải, dựng, so sánh. / The road network: fetch, build, compare."""


@command.command("fetch", example="python -m geo roads fetch")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    show_default=True,
    help="Nơi để tệp. / Where the file goes.",
)
@click.option("--url", metavar="URL", help="Nguồn khác. / Another extract, its .md5 beside it.")
def fetch_extract(folder: Path, url: str | None, *, store: str, as_json: bool) -> None:
    """
    Tải dữ liệu OpenStreetMap của Việt Nam. / Download Geofabrik's extract of Vietnam.

    Some 300 MB; a broken transfer is resumed, and the file is checked by the publisher's digest.
    """
    from geo.roads.fetching import URL, fetch

    path = fetch(folder, url=url or URL)
    if as_json:
        print_json({"path": str(path), "bytes": path.stat().st_size, "url": url or URL})
        return
    click.echo(f"{path} ({path.stat().st_size:,} B); © OpenStreetMap contributors, ODbL 1.0")
    click.echo(f"Dựng / build: python -m geo roads build {path}")


@command.command(
    "build",
    example="""
    python -m geo roads build var/roads/vietnam-latest.osm.pbf
    python -m geo roads build hanoi.osm.pbf -o var/roads --profile motorbike
    """,
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LOCATOR_ROADS",
    default=FOLDER,
    show_default=True,
    show_envvar=True,
    help="Nơi ghi. / The folder that the network goes to.",
)
@click.option(
    "--profile",
    "names",
    type=click.Choice([*PROFILES]),
    multiple=True,
    help="Loại xe, ngoài ô tô; mặc định tất cả. / Besides car; all when none is given.",
)
@click.option(
    "--skeleton",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/roads"),
    show_default=True,
    help="Khung đường quốc gia. / What carries what lies outside the extract.",
)
@click.option("--alone", is_flag=True, help="Không ghép khung đường. / Without the skeleton.")
def build_network(
    file: Path,
    folder: Path,
    names: tuple[str, ...],
    skeleton: Path,
    alone: bool,
    *,
    store: str,
    as_json: bool,
) -> None:
    """
    Dựng mạng đường từ tệp .osm.pbf. / The road network from an OpenStreetMap extract.

    Beyond the extract the national skeleton carries on. Set LOCATOR_ROADS to the folder, and
    distances and times are those of the network.
    """
    from geo.roads import archive, joining
    from geo.roads import skeleton as skeletons
    from geo.roads.openstreetmap import read

    started = time.perf_counter()
    profiles = [PROFILES[name] for name in dict.fromkeys([CAR.name, *(names or PROFILES)])]
    extract = read(file, profiles, watch=_watch)
    graphs = dict(extract.graphs)
    if not alone:
        national = skeletons.graph(*skeletons.read(skeleton))
        for profile in profiles:
            theirs = national if profile.expressways else joining.without_expressways(national)
            graphs[profile.name] = joining.join(graphs[profile.name], theirs)
    version = archive.write(folder, graphs, watch=_watch)
    took_s = time.perf_counter() - started
    rows = [
        {
            "profile": name,
            "nodes": graph.nodes,
            "arcs": graph.arcs,
            "length_km": round(float(graph.length_m.sum()) / 1000, 1),
            "ferries": int(graph.ferry.sum()),
            "from_extract": extract.graphs[name].arcs,
            "estimated": graph.estimated,
        }
        for name, graph in graphs.items()
    ]
    if as_json:
        lost = {name: extract.lost[name]._asdict() for name in graphs}
        print_json(
            {
                "folder": str(folder),
                "version": version,
                "ways": extract.ways,
                "broken": extract.broken,
                "networks": rows,
                "lost": lost,
                "took_s": took_s,
            }
        )
        return
    print_table(
        ("Loại xe / profile", "nút / nodes", "cung / arcs", "km", "phà / ferries"),
        [(r["profile"], r["nodes"], r["arcs"], r["length_km"], r["ferries"]) for r in rows],
    )
    _print_losses(extract)
    click.echo(f"{folder}: {version}, {took_s:.1f} s. LOCATOR_ROADS={folder}")


@command.command(
    "compare", example="python -m geo roads compare data/roads/distances.csv --roads var/roads"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--roads",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="LOCATOR_ROADS",
    show_envvar=True,
    help="Mạng đường; bỏ trống: khung của kho. / The network; the store's skeleton when not given.",
)
@click.option("--rows", "shown", type=click.IntRange(0), default=10, show_default=True)
def compare_distances(
    file: Path, roads: Path | None, shown: int, *, store: str, as_json: bool
) -> None:
    """
    Khoảng cách đường bộ khớp với số công bố đến đâu. / The network against published distances.

    FILE: CSV with from_district_code, to_district_code (of 2025-03-01), their names, and km.
    """
    from geo.locator import Locator
    from geo.roads.comparing import compare, published
    from geo.storage import open_store

    snapshot = open_store(store).snapshot()
    network = Locator(snapshot, roads).network
    distances = published(file, snapshot.layers["road_nodes"])
    found = compare(distances, lambda *ends: _by_road(network, *ends))
    worst = found.rows.reindex(found.rows["error_percent"].abs().sort_values().index[::-1])
    if as_json:
        print_json(
            {
                "network": found.network._asdict(),
                "straight": {**found.straight._asdict(), "constant": found.constant},
                "bands": {name: errors._asdict() for name, errors in found.bands.items()},
                "rows": worst[[*_SHOWN, "straight_percent"]].to_dict("records"),
                "estimated": network.estimated,
            }
        )
        return
    print_table(
        ("", "cặp / pairs", "trung vị / median %", "P90 %"),
        [
            (name, errors.pairs, round(errors.median, 1), round(errors.p90, 1))
            for name, errors in (
                ("mạng đường / network", found.network),
                *found.bands.items(),
                (f"đường thẳng / straight × {found.constant:.2f}", found.straight),
            )
        ],
    )
    if shown:
        click.echo("Lệch nhất / farthest off:")
        print_table(
            ("từ / from", "đến / to", "km", "mạng / network", "%"),
            worst.head(shown)[list(_SHOWN)].round(1).itertuples(index=False),
        )


def _by_road(network: Network, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Metres by road, pair by pair."""
    ends = zip(*(column[:, None] for column in (lon, lat, to_lon, to_lat)), strict=True)
    return np.array([float(network.matrix(*pair).distance_m[0, 0]) for pair in ends])


def _print_losses(extract: Extract) -> None:
    """What of the extract is not in the network."""
    from geo.roads.openstreetmap import BROKEN_SHOWN

    if extract.broken:
        some = ", ".join(map(str, extract.broken[:BROKEN_SHOWN]))
        more = ", …" if len(extract.broken) > BROKEN_SHOWN else ""
        click.echo(
            f"Đường thiếu nút, bỏ qua / ways without all their nodes, left out: "
            f"{len(extract.broken):,} ({some}{more})"
        )
    for name, lost in extract.lost.items():
        if not lost.arcs:
            continue
        where = "; ".join(f"{km:.1f} km {lat:.4f}, {lon:.4f}" for km, lon, lat in lost.largest)
        click.echo(
            f"{name}: không nối với mạng, bỏ / not joined to the rest, left out: {lost.parts:,} "
            f"mảng / parts, {lost.length_km:,.1f} km ({where})"
        )


_LABELS = {
    "ways": "đường / ways",
    "metres": "độ dài / lengths",
    "graph": "đồ thị / graphs",
    "order": "thứ bậc / hierarchies",
}


def _watch(items: Iterable[Any], label: str) -> Iterable[Any]:
    """Those items under a bar."""
    return progress(items, label=_LABELS[label])
