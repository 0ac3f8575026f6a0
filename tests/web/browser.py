"""A client without a network: hands one request to an ASGI app and gives what it answered."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import ASGIApp, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    status: int
    headers: dict[str, str]  # a header that came twice shows as "first, second"
    body: str


def ask(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    body: bytes | Iterable[bytes] = b"",
    headers: dict[str, str] | None = None,
    client: str = "192.0.2.7",
) -> Answered:
    """One request; a body given in pieces arrives in pieces, and one of no pieces never ends."""
    pieces = [body] if isinstance(body, bytes) else list(body)
    got: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        got.append(message)

    given = {"host": "letters.firm.example"} | (headers or {})
    scope: dict[str, object] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "client": (client, 4711),
        "server": ("letters.firm.example", 443),
    }
    asyncio.run(_run(app, scope, receive, send))
    start = got[0]
    shown: dict[str, str] = {}
    for name, value in start["headers"]:
        known = shown.get(name.decode())
        shown[name.decode()] = value.decode() if known is None else f"{known}, {value.decode()}"
    text = b"".join(message.get("body", b"") for message in got[1:]).decode()
    return Answered(status=start["status"], headers=shown, body=text)


async def _run(app: ASGIApp, scope: dict[str, object], receive: object, send: object) -> None:
    with suppress(
        ZeroDivisionError
    ):  # what a test makes a desk raise: the app has answered, the server sees it besides
        await app(scope, receive, send)  # type: ignore[arg-type]


def post(app: ASGIApp, path: str, text: str, **more: object) -> Answered:
    """A form as a browser sends it."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return ask(app, path, method="POST", body=text.encode(), headers=headers, **more)  # type: ignore[arg-type]
