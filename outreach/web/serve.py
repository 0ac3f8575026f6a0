"""Serves the public pages: by themselves, or in a thread beside the daemon's work."""

import socket
import threading
from typing import Self

import uvicorn
from starlette.applications import Starlette

from outreach import clock
from outreach.errors import OutOfReach
from outreach.firm import Firm
from outreach.letter.keys import read_keys
from outreach.locale import say
from outreach.problems import os_reason
from outreach.web.app import make_app
from outreach.web.public import FirmDesk

ENDS = 10.0  # seconds for requests under way


def app_of(firm: Firm) -> Starlette:
    """The pages of one firm."""
    desk = FirmDesk(firm=firm, keys=read_keys(firm.secrets.need("token_key")), clock=clock.now)
    return make_app(desk, clock=clock.monotonic)


def serve(firm: Firm) -> None:
    """Until it is interrupted; OutOfReach if the address cannot be listened on."""
    with _door(firm) as door:
        _server(firm).run(sockets=[door])


class PagesBeside:
    """The pages in a thread of their own, for as long as the `with` lasts; `port` is the one they listen on."""

    def __init__(self, firm: Firm) -> None:
        self._server = _server(firm)
        self._door = _door(firm)
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._door]}, name="pages", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=ENDS)
        self._door.close()


def _door(firm: Firm) -> socket.socket:
    """Bound before the server starts, which would end its thread without a word if it could not."""
    web = firm.settings.web
    try:
        family = socket.AF_INET6 if ":" in web.bind else socket.AF_INET
        return socket.create_server((web.bind, web.port), family=family, backlog=128)
    except OSError as problem:
        why = os_reason(problem)
        raise OutOfReach(
            say("[web] cannot listen on {bind}:{port}: {why}", bind=web.bind, port=web.port, why=why)
        ) from problem


def _server(firm: Firm) -> uvicorn.Server:
    # Links are keys: no access log, and no header that tells what serves them.
    config = uvicorn.Config(app_of(firm), access_log=False, log_level="warning", server_header=False, ws="none")
    return uvicorn.Server(config)
