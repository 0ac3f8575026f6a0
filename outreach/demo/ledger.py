"""What happened at the demonstration's post office: a line of JSON each, only ever added to, so that it can restart.

The letters themselves lie in the office's Maildir.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from outreach.demo.fate import Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A letter that the office took upon itself; `file` is its name in delivered/new."""

    recipient: str
    message_id: str
    sender: str
    file: str


class Ledger:
    """Reads what is on file, and writes whatever it is told at once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.accepted: list[Accepted] = []
        self.deferred: set[str] = set()
        self.refused: set[str] = set()
        self.returned: set[str] = set()
        self.reported = False
        self._places: dict[str, int] = {}
        self._letters: Counter[str] = Counter()
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                self._learn(json.loads(line))

    def note(self, what: str, **about: str) -> None:
        entry = {"what": what} | about
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._learn(entry)

    def nth(self, letter: Accepted) -> int:
        """Which letter to this recipient it is, from 1."""
        return self._places[letter.file]

    def unreturned(self) -> list[Accepted]:
        return [letter for letter in self.accepted if letter.file not in self.returned]

    def _learn(self, entry: dict[str, str]) -> None:
        about = {key: value for key, value in entry.items() if key != "what"}
        match entry["what"]:
            case "accepted":
                letter = Accepted(**about)
                self.accepted.append(letter)
                self._letters[letter.recipient] += 1
                self._places[letter.file] = self._letters[letter.recipient]
            case "returned":
                self.returned.add(about["file"])
                self.reported = self.reported or about["fate"] == Fate.SPAM_REPORT
            case "deferred":
                self.deferred.add(about["recipient"])
            case _:
                self.refused.add(about["recipient"])
