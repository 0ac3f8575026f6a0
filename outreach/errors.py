"""The tree of exceptions: what can be wrong with the world. A mistake in a person's file is a Problem, not an error."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.problems import Problem


class OutreachError(Exception):
    """Something a person can act on; `exit_code` is what the command line ends with, the text says what to do."""

    exit_code = 1


class FilesAreWrong(OutreachError):
    """At least one file of the user's cannot be used; carries every Problem found, not the first."""

    exit_code = 3

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class NotFound(OutreachError):
    """A client, campaign or file that was named does not exist."""

    exit_code = 2


class Ambiguous(OutreachError):
    """A part of a name fits several."""

    exit_code = 2


class OutOfReach(OutreachError):
    """Database, relay or mailbox does not answer."""

    exit_code = 4


class SchemaIsOld(OutOfReach):
    """The database was made by another version; `outreach db upgrade` mends it."""


class RefusedForSafety(OutreachError):
    """A safety rule says no; the text names the rule."""

    exit_code = 5


class LockIsHeld(OutreachError):
    """Another process does this work now."""

    exit_code = 75
