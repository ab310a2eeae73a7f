"""The application: pages, JSON routes and what lies round them."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from unclench.diary import DiaryUnavailable, Store
from unclench.model.version import VERSION
from unclench.web import (
    api,
    check,
    diary_pages,
    dose_pages,
    errors,
    follow_up_pages,
    guide_pages,
    health,
    household_pages,
    language_pages,
    offline_pages,
    own_api,
    phone_pages,
    planning,
    reading,
    report_pages,
    result,
    start,
    time_pages,
    transfer_pages,
)
from unclench.web.elsewhere import AdviceElsewhere, Elsewhere, Here
from unclench.web.headers import BodyLimit, CompressPublic, HeadAndOptions, SecurityHeaders
from unclench.web.identity import RemembersPerson
from unclench.web.jobs import Jobs, Places
from unclench.web.limits import RateLimit
from unclench.web.own_time import KeepsOwnTime
from unclench.web.services import Advice, Clock, Services
from unclench.web.settings import Settings
from unclench.web.views import STATIC
from unclench.web.visitor_language import SpeaksLanguage

HEAVY_QUEUE = 8
"""How many requests may wait for long calculations; each holds one of the server's forty threads meanwhile."""
HEAVY_WAIT_SECONDS = 20.0


def create_app(
    settings: Settings | None = None, *, advice: Advice | None = None, clock: Clock | None = None
) -> FastAPI:
    """The web application.

    Args:
        settings: how it runs; one's own machine by default.
        advice: who answers; :mod:`unclench.advice` by default, long work in a process of its own.
        clock: the present moment with its time zone; this machine's clock by default.
    """
    settings = settings or Settings()
    own_process = settings.own_process and advice is None
    workshop = Elsewhere(settings.knowledge_folder, settings.plan_workers) if own_process else Here()
    services = Services(
        settings=settings,
        advice=advice or AdviceElsewhere(workshop),
        workshop=workshop,
        store=Store(settings.database, passphrase=settings.passphrase),
        clock=clock or (lambda: datetime.datetime.now(datetime.UTC)),
        plans=Jobs(settings.plan_workers, settings.plan_queue),
        heavy=Places(settings.plan_workers, HEAVY_QUEUE, HEAVY_WAIT_SECONDS),
    )
    app = FastAPI(
        title="Unclench",
        version=VERSION,
        description=api.DESCRIPTION,
        docs_url=None,  # the ready-made pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nothing about a visit leaves this process
    )
    app.state.services = services
    errors.install(app)
    for part in (
        start,
        language_pages,
        check,
        result,
        planning,
        reading,
        report_pages,
        guide_pages,
        follow_up_pages,
        diary_pages,
        dose_pages,
        transfer_pages,
        time_pages,
        offline_pages,
        phone_pages,
        household_pages,
        health,
        api,
        own_api.people,
        own_api.check,
        own_api.diary,
        own_api.doses,
        own_api.sessions,
        own_api.papers,
    ):
        app.include_router(part.router)
    if settings.hosted:
        from unclench.web.accounts import own_pages, pages  # what they need is loaded where it is needed

        app.include_router(pages.router)
        app.include_router(own_pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    if settings.allowed_hosts:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts))
    app.add_middleware(HeadAndOptions)
    app.add_middleware(BodyLimit)
    app.add_middleware(RemembersPerson)
    app.add_middleware(RateLimit, limits=services.limits, refuse=errors.too_often)
    app.add_middleware(errors.LastResort)
    app.add_middleware(KeepsOwnTime)
    app.add_middleware(SpeaksLanguage)
    app.add_middleware(CompressPublic)
    app.add_middleware(SecurityHeaders)
    return app


def _forget_what_is_over(services: Services) -> None:
    """Erase what nobody has touched for long, and what could not be used again anyway."""
    long_ago = services.now() - datetime.timedelta(days=services.settings.keep_days)
    services.store.erase_older_than(long_ago)
    services.household.sweep(long_ago)
    services.accounts.sweep(services.now())


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    with contextlib.suppress(DiaryUnavailable):  # the pages say so themselves
        _forget_what_is_over(services)
    if isinstance(services.workshop, Elsewhere):
        services.workshop.warm_up(lambda: services.knowledge)
    yield
    services.close()
