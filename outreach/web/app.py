"""The public pages as an ASGI app: stop letters, take it back, one-click (RFC 8058). GET and HEAD change nothing.

Links are keys: whoever serves the app must keep paths out of his access log.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from outreach.errors import OutreachError
from outreach.locale import LANGUAGES, speak
from outreach.web.desk import LetterShown, PublicDesk, WhyStop
from outreach.web.guard import HEADERS, HEALTH, Guard
from outreach.web.limit import Limits
from outreach.web.page import FOLDER, Page, asking, resumed, set_page, stopped, trouble

log = logging.getLogger("outreach.web")

_LONGEST_TOKEN = 64
_MOST_FIELDS = 10


def make_app(desk: PublicDesk, *, clock: Callable[[], float], limits: Limits | None = None) -> Starlette:
    """`clock` gives seconds that only go forward (`outreach.clock.monotonic`)."""
    chosen = limits or Limits()
    pages = _Pages(desk, limits=chosen)
    return Starlette(
        routes=[
            Route("/u/{token}", pages.unsubscribe, methods=["GET", "POST"]),
            Route("/style.css", _style),
            Route(HEALTH, _health),
        ],
        middleware=[Middleware(Guard, limits=chosen, clock=clock)],
        exception_handlers={HTTPException: _refused, OutreachError: _out_of_reach, Exception: _broken},
    )


class _Pages:
    def __init__(self, desk: PublicDesk, *, limits: Limits) -> None:
        self._desk = desk
        self._limits = limits

    async def unsubscribe(self, request: Request) -> Response:
        token = str(request.path_params["token"])
        letter = await self._letter(token)
        if request.method != "POST":
            return _shown(stopped(letter) if letter.is_stopped else asking(letter))
        sent = await self._sent(request)
        if sent.get("List-Unsubscribe") == "One-Click":  # RFC 8058 §3.2: no page, no cookie, no redirect
            await run_in_threadpool(self._desk.unsubscribe, token, reason=None)
            return PlainTextResponse("Unsubscribed\n")
        return await self._act(token, sent)

    async def _act(self, token: str, sent: Mapping[str, str]) -> Response:
        """What a button of the page asks for; the answer shows what is on record afterwards."""
        reason = _reason(sent.get("reason", ""))
        if sent.get("action") == "undo":
            await run_in_threadpool(self._desk.undo, token)
        elif sent.get("action") == "stop" or reason:
            await run_in_threadpool(self._desk.unsubscribe, token, reason=reason)
        else:
            raise HTTPException(400)
        letter = await self._letter(token)
        return _shown(stopped(letter, thanks=reason is not None) if letter.is_stopped else resumed(letter))

    async def _letter(self, token: str) -> LetterShown:
        """The letter, and from here on its language; 404, always the same, for a link that is not genuine."""
        letter = None
        if len(token) <= _LONGEST_TOKEN:
            letter = await run_in_threadpool(self._desk.letter_of, token)
        if letter is None:
            raise HTTPException(404)
        speak(letter.language)
        return letter

    async def _sent(self, request: Request) -> dict[str, str]:
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        except TimeoutError as slow:
            raise HTTPException(408) from slow
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _reason(text: str) -> WhyStop | None:
    return WhyStop(text) if text in set(WhyStop) else None


def _shown(page: Page, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return HTMLResponse(set_page(page), status_code=status, headers=dict(headers or {}))


def _troubled(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    speak(_asked_language(request.headers.get("accept-language", "")))
    return _shown(trouble(status), status=status, headers=headers)


def _asked_language(accepted: str) -> str:
    """The first of our languages that a browser names; its weights are in that order in practice."""
    asked = (part.split(";")[0].strip()[:2].lower() for part in accepted[:200].split(","))
    return next((language for language in asked if language in LANGUAGES), "en")


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    return _troubled(request, problem.status_code, problem.headers)


async def _out_of_reach(request: Request, problem: Exception) -> Response:
    log.warning("a page could not be answered: %s", type(problem).__name__)
    return _troubled(request, 503, {"retry-after": "60"})


async def _broken(request: Request, _problem: Exception) -> Response:
    # Stands outside the guard, so the headers are given here; the server logs what it was.
    return _troubled(request, 500, HEADERS | {"cache-control": "no-store"})


async def _style(_request: Request) -> Response:
    return FileResponse(FOLDER / "style.css", headers={"cache-control": "public, max-age=86400"})


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")
