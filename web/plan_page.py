"""Blueprint of one's own journey: all of it in the address, and a form without scripts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from geo.itinerary import MOST_STOPS, Itinerary, plan
from geo.places.vocabularies import PLACE_KINDS
from web import front, limits, sitemap, snapshot
from web.departure import DEPART
from web.i18n import language
from web.itineraries import shown, stops_alone
from web.page_maps import page_map
from web.plan_faults import faults_of
from web.plan_form import (
    ADD,
    BY,
    DAYS,
    DO,
    HOURS,
    KIND,
    ROUND,
    STAY,
    UNIT,
    WITHIN,
    PlanForm,
    changed,
    read_form,
    read_stop,
)
from web.route_pages import WAY, files_of
from web.sharing import base_address, qr_code
from web.snapshot import Snapshot
from web.wording import gettext

blueprint = Blueprint("plan", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

MODULES = ("plan", "recent", "suggest")


@blueprint.get("/plan")
@limits.costs(30)
def planned() -> Response | Redirect:
    """One's own journey."""
    current = snapshot.current()
    form = read_form(current, request.args)
    if (texts := _pressed(current, form)) is not None:
        return redirect(form.with_stops(texts), 303)
    faults = faults_of(current, form.asked, round_trip=bool(form.values.get(ROUND)))
    made = _made(current, form) if len(form.asked) > 1 and not faults else None
    itinerary = made and shown(
        current,
        made,
        dated=True,
        without=form.without,
        change=lambda what, place, leg: _with(form, what, place, leg),
    )
    address = form.address()
    page = render_template(
        "plan.html",
        form=form,
        values={each.name: form.values.get(each) for each in form_fields()},
        faults=faults,
        itinerary=itinerary,
        way=itinerary.way if itinerary else stops_alone(current, form.stops),
        choices=_choices(form),
        files=files_of("/api/plan", _asked_of_api(form)) if itinerary else [],
        qr=_qr(address) if itinerary else None,
        most=MOST_STOPS,
        map=page_map(interactive=False, waits=True, more=WAY),
        modules={f"locator/{name}": front.static(f"js/{name}.js") for name in MODULES},
        words={**front.script_words(), **_script_words()},
    )
    return make_response(page, 400 if faults else 200)


@sitemap.lists
def pages(_: Snapshot) -> list[str]:
    """The one page."""
    return [url_for("plan.planned", lang=None)]


def form_fields() -> tuple[Any, ...]:
    """The parameters that the form has a field for."""
    return (DEPART, ROUND, BY, HOURS, DAYS, STAY, WITHIN, UNIT)


def _pressed(current: Snapshot, form: PlanForm) -> list[str] | None:
    """The stops after what a button asks for; None when none was pressed."""
    if do := form.values.get(DO):
        return _in_order(current, form) if do == "order" else changed(form.texts, do)
    if added := form.values.get(ADD):
        return [*form.texts, read_stop(current, added).text]
    return None


def _in_order(current: Snapshot, form: PlanForm) -> list[str]:
    """The stops in the best order; as they are, when they make no journey."""
    if len(form.asked) < 3 or faults_of(current, form.asked, round_trip=False):
        return form.texts
    options = replace(form.options, optimise=True, corridor_m=None, corridor_s=None)
    made = plan(current.locator, form.stops, options)
    return [form.texts[row] for row in dict.fromkeys(visit.number for visit in made.visits)]


def _made(current: Snapshot, form: PlanForm) -> Itinerary:
    """The journey, kept for who turns the page's suggestions over."""
    options = form.options
    key = (form.stops, options)
    return current.keep(
        "plans", repr(key), lambda: plan(current.locator, form.stops, options), most=64
    )


def _with(form: PlanForm, what: str, place: str, leg: int) -> str:
    """The address with a place as a stop on a leg, or no longer suggested."""
    if what == "add":
        return form.with_stops([*form.texts[: leg + 1], place, *form.texts[leg + 1 :]])
    return form.address(without=",".join(sorted({*form.without, place})))


def _choices(form: PlanForm) -> dict[str, list[tuple[str, str, bool]]]:
    """The options of each control: value, words, whether chosen."""
    kinds = form.values.get(KIND) or tuple(PLACE_KINDS)
    named = {
        "by": {"duration": gettext("the fastest"), "distance": gettext("the shortest")},
        "unit": {"min": gettext("minutes of detour"), "km": gettext("km from the route")},
    }
    found = {
        each.name: [
            (value, words, value == form.values[each]) for value, words in named[each.name].items()
        ]
        for each in (BY, UNIT)
    }
    found["kind"] = [
        (kind, PLACE_KINDS.label(kind, language()), kind in kinds) for kind in PLACE_KINDS
    ]
    return found


def _asked_of_api(form: PlanForm) -> dict[str, str]:
    """The journey as the API takes it: whole, for its defaults may change."""
    values = form.values
    asked = {
        "stops": ";".join(form.texts),
        "depart": form.given.get(DEPART.name, ""),
        "by": values[BY],
        "stay_minutes": f"{values[STAY]}",
        "hours_a_day": f"{values[HOURS]:g}",
        "days": f"{values.get(DAYS) or ''}",
        "round_trip": "true" if values.get(ROUND) else "",
    }
    return {name: value for name, value in asked.items() if value}


def _qr(path: str) -> Any:
    """The address as a QR code; None when it is longer than a phone reads off a screen or paper."""
    address = base_address() + path
    return qr_code(address) if len(address) <= 1_000 else None


def _script_words() -> dict[str, str]:
    return {
        "moved": gettext("{name} is now stop {number} of {count}"),
        "taken-out": gettext("Taken out"),
        "plan-failed": gettext("The journey could not be worked out. Try again."),
    }
