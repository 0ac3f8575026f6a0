"""Where incoming mail is fetched from: the protocol every source speaks. Which messages are known: `records`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A message as fetched, at most `limits.MESSAGE_BYTES` of it; `key` means something to its source alone."""

    key: str
    content: bytes = field(repr=False)


class Source(Protocol):
    """A place where mail arrives; nothing is ever deleted there."""

    @property
    def name(self) -> str:
        """What stands in the ledger beside each message: a kind and a place, no password."""

    def new(self) -> Iterator[Raw]:
        """Messages not yet done, oldest first as far as the place knows; OutOfReach if it cannot be read."""

    def done(self, key: str) -> None:
        """The ledger holds the message for good: set it aside. Doing it again, or after a crash, changes nothing."""
