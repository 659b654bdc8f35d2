"""The page of downloads, and the files."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for

from geo.downloads import FORMATS
from geo.downloads.formats import COMPANIONS
from web import front, sitemap, snapshot
from web.downloads.datasets import AUTHOR, downloads, made_at
from web.downloads.offers import WRITTEN, in_language, kept, make_aside, offers
from web.downloads.structured import catalogue
from web.i18n import language
from web.ogc.collections import Collection
from web.operations import SHARED
from web.security import OPEN
from web.sharing import Shared, address, base_address, picture_of_country, qr_code
from web.snapshot import Snapshot
from web.wording import date_words, format_decimal, gettext

blueprint = Blueprint("downloads", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

CSV_METADATA = "csv-metadata.json"


@blueprint.get("/downloads")
def listed() -> str:
    """Everything that can be downloaded."""
    current = snapshot.current()
    make_aside(current)
    offered = list(offers(current))
    made, version = made_at(current), current.data_version
    title, own = gettext("Download the data"), address()
    creator = in_language(AUTHOR)
    data = catalogue(title, offered, made, version, base_address(), creator)
    return render_template(
        "downloads.html",
        offers=offered,
        formats=[(each, in_language(each.use)) for each in FORMATS.values()],
        companions=[
            (f"{offered[0].id}.{ending}", in_language(each.use))
            for ending, each in COMPANIONS.items()
        ],
        made=date_words(made.date().isoformat()),
        data_version=version,
        service=f"{base_address()}/ogc",
        number=format_decimal,
        size_words=size_words,
        shared=Shared(picture_of_country(), gettext("Map of Vietnam"), data, own, qr_code(own)),
    )


@sitemap.lists
def pages(_: Snapshot) -> Iterable[str]:
    """The page alone: crawlers find the files from there."""
    yield url_for("downloads.listed", lang=None)


@blueprint.get("/downloads/<file_name>")
def file(file_name: str) -> Response:
    """One collection in one format, or what stands beside its CSV."""
    name, _, ending = file_name.partition(".")
    collection, written = downloads().get(name), WRITTEN.get(ending)
    if collection is None or written is None:
        abort(404)
    current = snapshot.current()
    found = kept(collection, ending, current)
    packed = found.packed if request.accept_encodings.quality("gzip") > 0 else None
    response = send_file(
        packed or found.path,
        mimetype=written.mimetype,
        as_attachment=ending not in COMPANIONS,
        download_name=f"{_saved_as(collection, current)}.{ending}",
        conditional=True,
        etag=f"{current.data_version}-{name}-{ending}{'-gzip' if packed else ''}",
        last_modified=made_at(current),
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = SHARED
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    response.headers["Link"] = ", ".join(_links(name, ending))
    response.headers.update(OPEN)
    return response


def size_words(size: int) -> str:
    """Bytes as the request's locale writes them: kB below a megabyte, then MB."""
    if size < 1_000_000:
        return f"{format_decimal(max(round(size / 1000), 1))} kB"
    return f"{format_decimal(size / 1_000_000, '#,##0.0')} MB"


def _links(name: str, ending: str) -> Iterable[str]:
    base = base_address()
    yield f'<{base}/about#sources>; rel="license"'
    if ending == "csv":
        described = f"{base}/downloads/{name}.{CSV_METADATA}"
        yield f'<{described}>; rel="describedby"; type="{COMPANIONS[CSV_METADATA].mimetype}"'


def _saved_as(collection: Collection, current: Snapshot) -> str:
    """What a browser saves it as: in the reader's language, with the day of the data."""
    title = collection.title.to(language()).replace("/", "-").replace(":", " -")
    return f"OCOP - {title} - {made_at(current).date().isoformat()}"
