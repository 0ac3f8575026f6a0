"""Stands before every page: rate limits, body limit, and the headers that keep a page private and inert."""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach.web.limit import Gate, Limits

HEALTH = "/healthz"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",  # the link is the key: it must not travel on
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "cross-origin-resource-policy": "same-origin",
}
TOO_MANY, TOO_LARGE, BAD_LINK = 429, 413, 404


class Guard:
    """Plain ASGI, so that it also stands before errors."""

    def __init__(self, app: ASGIApp, *, limits: Limits, clock: Callable[[], float]) -> None:
        self._app = app
        self._limits = limits
        self._clock = clock
        self._gate = Gate(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        answer = self._answering(send, address, is_link=scope["path"].startswith("/u/"))
        if scope["path"] != HEALTH and not self._gate.lets_in(address, now=self._clock()):
            refusal = PlainTextResponse("Too many requests", status_code=TOO_MANY, headers={"retry-after": "60"})
            await refusal(scope, receive, answer)
            return
        await self._app(scope, self._limited(receive), answer)

    def _answering(self, send: Send, address: str, *, is_link: bool) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                ours = HEADERS if b"cache-control" in given else HEADERS | {"cache-control": "no-store"}
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in ours.items()),
                ]
                if is_link and message["status"] == BAD_LINK:
                    self._gate.charge(address, now=self._clock())
            await send(message)

        return answer

    def _limited(self, receive: Receive) -> Receive:
        taken = 0

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limits.body_bytes:
                raise HTTPException(TOO_LARGE)
            return message

        return take
