"""Serves the public pages: by themselves, or in a thread beside the daemon's work."""

import threading
from typing import Self

import uvicorn
from starlette.applications import Starlette

from outreach import clock
from outreach.firm import Firm
from outreach.letter.keys import read_keys
from outreach.web.app import make_app
from outreach.web.public import FirmDesk

STARTS = 10.0  # seconds


def app_of(firm: Firm) -> Starlette:
    """The pages of one firm."""
    desk = FirmDesk(firm=firm, keys=read_keys(firm.secrets.need("token_key")), clock=clock.now)
    return make_app(desk, clock=clock.monotonic)


def serve(firm: Firm) -> None:
    """Until it is interrupted."""
    _server(firm).run()


class PagesBeside:
    """The pages in a thread of their own, for as long as the `with` lasts."""

    def __init__(self, firm: Firm) -> None:
        self._server = _server(firm)
        self._thread = threading.Thread(target=self._server.run, name="pages", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=STARTS)


def _server(firm: Firm) -> uvicorn.Server:
    web = firm.settings.web
    # Links are keys: no access log, and no header that tells what serves them.
    config = uvicorn.Config(
        app_of(firm), host=web.bind, port=web.port, access_log=False, log_level="warning", server_header=False
    )
    return uvicorn.Server(config)
