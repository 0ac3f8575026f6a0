"""A firm with its clients imported, fresh for each test: the book is read once and its folder copied."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shop import Shop, open_shop


@pytest.fixture(scope="session")
def _first_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return open_shop(tmp_path_factory.mktemp("firm") / "shop").folder


@pytest.fixture
def shop(_first_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    folder = tmp_path / "shop"
    shutil.copytree(_first_shop, folder)
    monkeypatch.chdir(folder)
    return Shop(folder=folder)


@pytest.fixture
def empty_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    made = open_shop(tmp_path / "shop", book=False)
    monkeypatch.chdir(made.folder)
    return made
