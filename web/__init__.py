"""The web application: parse, call `geo`, answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    api,
    assets,
    caching,
    downloads,
    errors,
    i18n,
    limits,
    offline,
    ogc,
    pages,
    pictures,
    plan_page,
    planner,
    product_pages,
    reference,
    route_pages,
    security,
    sharing,
    sitemap,
    snapshot,
    unmet,
    warming,
)
from web.config import configure
from web.embedding import views as embedding

__all__ = ["create_app"]


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """
    The application over the store that the settings name.

    Parameters
    ----------
    config
        Settings (see `web.config.DEFAULTS`) that go before the environment's.

    Raises
    ------
    SettingError
        If a setting holds what it cannot be.
    StoreError
        If the store is missing, unreadable or of another schema version.
    """
    app = Flask(__name__, static_folder=None)
    configure(app, config)
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )
    # after_request runs last registered first: the page is secured, then compressed.
    caching.init_app(app)
    security.init_app(app)
    i18n.init_app(app)
    errors.init_app(app)
    limits.init_app(app)
    assets.init_app(app)
    sharing.init_app(app)
    unmet.init_app(app)
    snapshot.init_app(app, warm=warming.warm)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(offline.blueprint)
    app.register_blueprint(product_pages.blueprint)
    app.register_blueprint(pictures.blueprint)
    app.register_blueprint(planner.blueprint)
    app.register_blueprint(route_pages.blueprint)
    app.register_blueprint(plan_page.blueprint)
    app.register_blueprint(ogc.blueprint)
    app.register_blueprint(downloads.blueprint)
    app.register_blueprint(embedding.blueprint)
    app.register_blueprint(reference.blueprint)
    app.register_blueprint(sitemap.blueprint)
    return app
