"""A fingerprint of how people are addressed: the rules of this room and the tables it reads."""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

ROOM = Path(__file__).parent
DATA = ROOM.parent / "data"
TABLES = ("ru_firstnames_top800.csv", "uk_firstnames_1144.csv", "firstnames_more.csv", "latin_firstnames.csv",
          "name_pairs.csv", "no_names.csv", "rare_firstnames.csv", "surnames.csv")  # fmt: skip


@lru_cache
def salutation_rules(room: Path = ROOM, data: Path = DATA) -> str:
    """SHA-256 over every rule and table; a release that would address anybody in another way has another."""
    total = hashlib.sha256(f"pytrovich {version('pytrovich')}".encode())  # it declines the names of letters
    for path in (*sorted(room.glob("*.py")), *(data / name for name in TABLES)):
        content = path.read_bytes()
        total.update(f"{path.name}:{len(content)}:".encode())
        total.update(content)
    return total.hexdigest()
