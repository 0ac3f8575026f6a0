"""What is installed is whole: the wheel carries all it needs and works far from the source tree."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT

CARRIED = (
    "outreach/py.typed",
    "outreach/data/NOTICE.md",
    "outreach/data/starter/config.toml",
    "outreach/data/starter/config.example.toml",
    "outreach/data/starter/templates/",
    "outreach/data/starter/campaigns/",
    "outreach/data/demo/people.toml",
    "outreach/locale/ru/LC_MESSAGES/outreach.mo",
    "outreach/locale/uk/LC_MESSAGES/outreach.mo",
    "outreach/outcome/pages/report.html",
    "outreach/store/migrations/versions/0001_first.py",
)


def run(*words: str, folder: Path, ends: tuple[int, ...] = (0,), **more: str) -> str:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("OUTREACH_", "PYTHON", "COV"))
    }
    done = subprocess.run(
        words, cwd=folder, env=environment | more, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode in ends, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(ROOT),
        folder=folder,
    )
    (made,) = folder.glob("outreach-*.whl")
    return made


@pytest.mark.system
def test_the_wheel_carries_everything(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [part for part in CARRIED if not any(name.startswith(part) for name in names)] == []
    shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / "outreach").rglob("*") if path.is_file()}
    assert {name for name in shipped if "__pycache__" not in name} - set(names) == set()
    assert [name for name in names if name.startswith(("tests", "docs", "benchmarks"))] == []


@pytest.mark.system
def test_a_firm_begins_in_an_empty_folder_far_from_the_sources(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    venv.create(home, system_site_packages=False, with_pip=False, symlinks=True)
    python = str(home / "bin/python")
    site = next((home / "lib").glob("python*/site-packages"))
    lent = next(path for path in map(Path, sys.path) if (path / "sqlalchemy").is_dir())
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", str(wheel), folder=tmp_path)
    (site / "zz_lent.pth").write_text(f"{lent}\n", encoding="utf-8")  # last: the installed outreach goes before
    empty = tmp_path / "empty"
    empty.mkdir()
    where = run(python, "-c", "import outreach; print(outreach.__file__)", folder=empty)
    assert where.startswith(str(site))

    outreach = str(home / "bin/outreach")
    run(outreach, "init", "shop", folder=empty, LC_ALL="C.UTF-8")
    shop = empty / "shop"
    for part in (
        "config.toml",
        "config.example.toml",
        "campaigns",
        "templates",
        "samples/clients.csv",
        "outreach.sqlite",
    ):
        assert (shop / part).exists(), part
    for sample in ("clients", "orders", "facts", "reasons"):
        run(outreach, "import", f"samples/{sample}.csv", "--yes", folder=shop, LC_ALL="C.UTF-8")
    run(outreach, "check", folder=shop, ends=(0, 1), LC_ALL="uk_UA.UTF-8")  # warnings, but no file is wrong
    assert run(outreach, "status", folder=shop, LC_ALL="ru_RU.UTF-8")
