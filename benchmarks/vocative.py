"""The Ukrainian vocative of given names and patronymics, against a list of what is right.

    python -m benchmarks.vocative FILE

FILE is CSV with the columns `name`, `gender` (m or f) and `expected`; a name of two words is a given name and a
patronymic, and one word that ends as patronymics do is a patronymic. Several right forms are parted by “/”. Without
FILE: the everyday list of the tests.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from outreach.names.patronymic import gender_of_patronymic
from outreach.names.spelling import folded
from outreach.names.vocative import vocative_of_given, vocative_of_patronymic

EVERYDAY = Path(__file__).parents[1] / "tests" / "names" / "everyday_vocatives.csv"
Row = tuple[str, str, str]


def called(name: str, *, gender: str) -> str:
    """The vocative of a given name, a patronymic, or both."""
    first, _, second = name.partition(" ")
    if second:
        return f"{vocative_of_given(first, gender=gender)} {vocative_of_patronymic(second)}"
    return vocative_of_patronymic(name) if gender_of_patronymic(name) else vocative_of_given(name, gender=gender)


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["name"].strip(), row["gender"].strip(), row["expected"].strip()) for row in csv.DictReader(file)]


def wrong_of(rows: Sequence[Row]) -> list[tuple[Row, str]]:
    """Rows whose vocative is none of the right forms, each with what was made."""
    made = [(row, called(row[0], gender=row[1])) for row in rows]
    return [(row, form) for row, form in made if folded(form) not in {folded(one) for one in row[2].split("/")}]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=EVERYDAY)
    rows = read(parser.parse_args().file)
    begun = process_time()
    wrong = wrong_of(rows)
    seconds = process_time() - begun
    for (name, gender, expected), form in wrong:
        print(f"WRONG {name} ({gender}) | {form} | right: {expected}")
    right = len(rows) - len(wrong)
    print(f"{right} of {len(rows)} right ({100 * right / max(len(rows), 1):.2f} %)")
    print(f"{1e6 * seconds / max(len(rows), 1):.1f} microseconds each")


if __name__ == "__main__":
    main()
