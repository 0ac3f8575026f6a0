"""What is printed from code is as the code says."""

import ast
import tomllib
from pathlib import Path

import pytest

from outreach import printed
from outreach.settings import Settings
from tests.house.sources import sources


@pytest.mark.parametrize("name", printed.PRINTED)
def test_what_is_printed_is_up_to_date(name: str) -> None:
    assert [difference for _, difference in printed.stale([name])] == [], "run: make printed"


def test_the_example_of_settings_holds_the_defaults() -> None:
    assert Settings.model_validate(tomllib.loads(printed.config_example())) == Settings()


def test_the_example_names_every_key() -> None:
    given = tomllib.loads(printed.config_example().replace("# date =", "date ="))
    for name, field in Settings.model_fields.items():
        if name not in {"senders", "facts", "kinds", "sources"}:
            assert name in given
            assert set(getattr(type(field.default), "model_fields", {})) <= set(given[name] or {}) or name == "language"


def test_the_commented_tables_are_valid_when_the_hash_is_taken_away() -> None:
    text = printed.config_example()
    commented = text[text.index("# [senders.KEY]") :]
    bared = "\n".join(line.removeprefix("#").removeprefix(" ") for line in commented.splitlines())
    settings = Settings.model_validate(tomllib.loads(bared))
    assert settings.senders["KEY"].email == "director@firm.example"
    assert "…" in str(settings.facts["KEY"].frame)


def test_every_key_has_a_meaning() -> None:
    for name, model in printed.tables_of_settings():
        assert model.__doc__, name
        assert [key for key, field in model.model_fields.items() if not field.description] == [], name


def test_every_secret_that_is_asked_for_is_described() -> None:
    asked = {
        _with_name(call.args[0])
        for source in sources()
        for called, call in source.calls()
        if called in {"get", "need"} and isinstance(call.func, ast.Attribute)
        if isinstance(call.func.value, ast.Attribute) and call.func.value.attr == "secrets"
        if call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    }
    assert asked == set(printed.SECRETS)


def _with_name(text: ast.expr) -> str:
    """`f"source_{name}"` as source_NAME."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "NAME" for part in parts)


def test_a_stale_file_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(printed, "PRINTED", {"config.example.toml": lambda: "language = 1\n"})
    monkeypatch.setattr("sys.argv", ["printed", "--check"])
    with pytest.raises(SystemExit) as end:
        printed.main()
    assert end.value.code == 1
    assert "config.example.toml is stale" in capsys.readouterr().out


def test_printing_writes_what_is_stale_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fresh.md").write_text("fresh\n", encoding="utf-8")
    monkeypatch.setattr(printed, "ROOT", tmp_path)
    monkeypatch.setattr(printed, "PRINTED", {"fresh.md": lambda: "fresh\n", "stale.md": lambda: "new\n"})
    monkeypatch.setattr("sys.argv", ["printed"])
    with pytest.raises(SystemExit) as end:
        printed.main()
    assert end.value.code == 0
    assert capsys.readouterr().out == "stale.md\n"
    assert (tmp_path / "stale.md").read_text(encoding="utf-8") == "new\n"


def test_the_states_are_drawn_where_they_are_marked() -> None:
    text = printed.architecture()
    assert "claimed   -> going" in text
    assert text.count("<!-- printed: states -->") == text.count("<!-- /printed -->") == 1
