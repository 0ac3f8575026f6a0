"""How people are greeted from one cell of a client list: how many rightly, how many wrongly, how many wait, and why.

    python -m benchmarks.names [FILE] [--language ru] [--strangers] [--all]

FILE is CSV with a column `text` and, where they are known, `truth`, `language` and `country`. `truth` is the greeting
("Уважаемая Анна Петровна") or what stands in it behind the first word, several parted by “/”; an empty truth says that
nobody may be greeted. Capitals, ё and the kind of apostrophe do not count. The language of a row is its own, else that
of its country, else --language, else what the letters of the whole file make likely. Every row is printed: text,
greeting, how sure, or why it waits; then the figures and the wrong ones. Without FILE: 16,000 Russian and 4,000
Ukrainian records of `benchmarks.people` in eight formats; with --strangers of `benchmarks.strangers`, rarer names badly
typed.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import process_time

from benchmarks.people import Record, records
from benchmarks.strangers import strangers
from outreach.names.doubt import Doubt
from outreach.names.language import language_of, likely_language
from outreach.names.person import Person
from outreach.names.salutation import salute
from outreach.names.spelling import folded

RUSSIAN, UKRAINIAN = 16_000, 4_000
SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a record; `truth` is None where the file says none."""

    text: str
    greeting: str
    certainty: str
    reason: str
    truth: str | None
    group: str = ""

    @property
    def is_wrong(self) -> bool:
        return bool(self.truth is not None and self.greeting) and not agrees(self.greeting, self.truth or "")


def outcome(text: str, *, language: str, truth: str | None = None, group: str = "") -> Outcome:
    """The greeting of one cell, or why it waits."""
    found = salute(Person(name=text), language=language)
    if isinstance(found, Doubt):
        return Outcome(text=text, greeting="", certainty="", reason=found.code, truth=truth, group=group)
    return Outcome(text=text, greeting=found.opening, certainty=found.certainty, reason="", truth=truth, group=group)


def agrees(greeting: str, truth: str) -> bool:
    """Whether the greeting is one of those that are right, with or without its first word."""
    said = _bare(greeting)
    return any(right in {said, said.partition(" ")[2]} for right in map(_bare, truth.split("/")) if right)


def _bare(greeting: str) -> str:
    return " ".join(folded(greeting).replace('"', "'").strip(" ,.!").split())


def read(path: Path, *, language: str) -> Iterator[Outcome]:
    """Every row of a file; one without a language of its own has its country's, else `language`, else the file's."""
    rows, columns = _table(path)
    if "text" not in columns:
        sys.exit(f"{path} has no column “text”")
    usual = language or _usual_language(row["text"] for row in rows)
    for row in rows:
        spoken = row.get("language") or language_of(Person(name=row["text"]), country=row.get("country") or "")
        truth = (row["truth"] or "").strip() if "truth" in columns else None
        yield outcome(row["text"], language=spoken or usual, truth=truth)


def _table(path: Path) -> tuple[list[dict[str, str]], Sequence[str]]:
    """Rows and columns; parted by commas, semicolons or tabs, as the first line is; one column alone is not parted."""
    text = path.read_text(encoding="utf-8-sig")
    first, *lines = text.splitlines() or [""]
    if first.strip() == "text":
        return [{"text": next(csv.reader([line]))[0] if line[:1] == '"' else line} for line in lines if line], ["text"]
    table = csv.DictReader(StringIO(text), delimiter=next((mark for mark in "\t;" if mark in first), ","))
    return list(table), table.fieldnames or ()


def _usual_language(texts: Iterable[str]) -> str:
    """Which language the letters of most names speak for; Russian where none does."""
    likely = Counter(found for text in texts if (found := likely_language(Person(name=text))))
    return likely.most_common(1)[0][0] if likely else "ru"


def made_up(people: Iterable[Record]) -> Iterator[Outcome]:
    for one in people:
        yield outcome(one.text, language=one.language, truth=one.truth, group=one.format)


def tell(title: str, outcomes: Sequence[Outcome], *, everything: bool = False) -> None:
    """Accuracy and waiting share, why they wait, and every wrong one."""
    print(f"{title}: {len(outcomes)} records")
    if everything:
        for one in outcomes:
            print(f"  {one.text} | {one.greeting or '-'} | {one.certainty or '-'} | {one.reason or '-'}")
    waiting = [one for one in outcomes if not one.greeting]
    print(f"  waiting {share(len(waiting), len(outcomes))}:", _counted(one.reason for one in waiting))
    print("  sure of:", _counted(one.certainty for one in outcomes if one.greeting))
    known = [one for one in outcomes if one.truth is not None]
    if not known:
        return
    wrong = [one for one in known if one.is_wrong]
    complete = [one for one in known if one.truth]
    decided = sum(bool(one.greeting) for one in complete)
    right = sum(bool(one.greeting) and not one.is_wrong for one in known)
    print(f"  wrong {share(len(wrong), len(known))}, of those greeted right {share(right, right + len(wrong))}")
    print(f"  complete records decided {share(decided, len(complete))}")
    for group in dict.fromkeys(one.group for one in known if one.group):
        rows = [one for one in known if one.group == group]
        greeted = sum(bool(one.greeting) for one in rows)
        print(f"    {group}: greeted {share(greeted, len(rows))}, wrong {sum(one.is_wrong for one in rows)}")
    for one in wrong if everything else wrong[:SHOWN]:
        print(f"  WRONG {one.text} | {one.greeting} | {one.certainty} | right: {one.truth or 'nobody'}")
    if len(wrong) > SHOWN and not everything:
        print(f"  ... and {len(wrong) - SHOWN} more; --all lists them")


def share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.2f} %)" if whole else "0"


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in Counter(words).most_common()) or "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--language", default="", help="of rows whose language nothing tells")
    parser.add_argument("--strangers", action="store_true", help="rarer names, badly typed")
    parser.add_argument("--all", action="store_true", help="print every made-up record too")
    said = parser.parse_args()
    if said.file:
        tell(str(said.file), list(read(said.file, language=said.language)), everything=True)
        return
    for language, count in (("ru", RUSSIAN), ("uk", UKRAINIAN)):
        people = list((strangers if said.strangers else records)(count, language=language))
        outcome("Иванова Анна Петровна", language=language)  # the tables are read before the clock runs
        begun = process_time()
        outcomes = list(made_up(people))
        seconds = process_time() - begun
        tell(f"made up, {language}", outcomes, everything=said.all)
        print(f"  {count / seconds:,.0f} names a second of one processor")


if __name__ == "__main__":
    main()
