"""A little firm in a folder, and the command line run in it: what every test of a screen begins with."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from outreach.cli import desk
from outreach.cli.main import root
from outreach.cli.screen import complain
from outreach.firm import open_firm
from outreach.letter.content import read_files
from outreach.letter.keys import new_key
from outreach.store.upgrade import upgrade
from tests.shop import KEPT

SOURCE = Path(__file__).parents[2]
STARTER = SOURCE / "outreach" / "data" / "starter"
MORNING = "2025-11-01T07:00"  # three of the gold clients are lost by then

CONFIG = """
language  = "en"
time_zone = "Europe/Kyiv"
[company]
name = { ru = "Типография «Оттиск»", uk = "Друкарня «Відбиток»", en = "Ottisk Press" }
city = { ru = "Киев", uk = "Київ", en = "Kyiv" }
address = { ru = "ул. Печатников, 7", uk = "вул. Друкарів, 7", en = "7 Printers Street" }
hours = { ru = "по будням с 9:00 до 18:00", uk = "у будні з 9:00 до 18:00", en = "weekdays 9:00 to 18:00" }
site = "https://ottisk.example"
phones = ["+999 0000100"]
[senders.director]
name  = { ru = "Дарья Левицкая", uk = "Дарина Левицька", en = "Daryna Levytska" }
post  = { ru = "директор", uk = "директорка", en = "Director" }
email = "director@ottisk.example"
role  = "director"
[senders.olena]
name  = { ru = "Елена Гай", uk = "Олена Гай", en = "Olena Hai" }
post  = { ru = "менеджер", uk = "менеджерка", en = "Client Manager" }
email = "olena@ottisk.example"
replaced_by = "maksym"
[senders.maksym]
name  = { ru = "Максим Верес", uk = "Максим Верес", en = "Maksym Veres" }
post  = { ru = "менеджер", uk = "менеджер", en = "Client Manager" }
email = "maksym@ottisk.example"
[letters]
unsubscribe_address = "stop@in.ottisk.example"
[facts.project]
frame = { ru = "У нас до сих пор вспоминают, как мы с Вами …", uk = "У нас досі згадують, як ми з Вами …", en = "People here still talk about how we …" }
[facts.trait]
frame = { ru = "У нас очень ценят …", uk = "У нас дуже цінують …", en = "People here have always valued …" }
"""  # noqa: E501 as a person would write it


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str  # data
    err: str  # words

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A firm's folder in which commands are run."""

    folder: Path

    def run(self, *words: str, now: str = MORNING, stdin: str | None = None, width: int = 100) -> Said:
        """The command as `outreach` would run it: an error a person can act on is a line and an exit code."""
        arguments = ["--config", str(self.folder / "config.toml"), "--now", now, *words]
        runner = CliRunner(env={"COLUMNS": str(width), "LANG": "C", "LC_ALL": "C", "NO_COLOR": "1"})
        with patch.object(desk, "read_files", partial(read_files, kept=KEPT)):  # as the daemon does from pass to pass
            result = runner.invoke(root, arguments, input=stdin)
        if result.exception is None or isinstance(result.exception, SystemExit):
            return Said(code=result.exit_code, out=result.stdout, err=result.stderr)
        with _printed(runner) as told:
            code = complain(result.exception)
        assert "mistake of the program" not in "".join(told), result.exc_info
        return Said(code=code, out=result.stdout, err=result.stderr + "".join(told))

    def import_everything(self) -> None:
        for name in ("clients", "orders", "facts", "reasons"):
            assert self.run("import", str(self.folder / f"{name}.csv"), "--yes").code == 0

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def _printed(runner: CliRunner) -> Iterator[list[str]]:
    """What is printed inside, words and data together."""
    told: list[str] = []
    with runner.isolation() as (out, err, _):
        yield told
        told += [out.getvalue().decode(), err.getvalue().decode()]


def open_shop(folder: Path, *, book: bool = True) -> Shop:
    """The firm with the campaigns and templates that are shipped, its database, and its clients if wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("campaigns", "templates"):
        shutil.copytree(SOURCE / name, folder / name)
    for name in ("clients.csv", "orders.csv", "facts.csv", "reasons.csv", "improvements.toml"):
        shutil.copyfile(STARTER / name, folder / name)
    shop = Shop(folder=folder)
    shop.write("config.toml", CONFIG)
    shop.write("secrets/token_key", new_key())
    (folder / "secrets" / "token_key").chmod(0o600)
    firm = open_firm(folder / "config.toml")
    upgrade(firm.store)
    firm.store.close()
    if book:
        shop.import_everything()
    return shop
