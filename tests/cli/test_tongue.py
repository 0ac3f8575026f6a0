"""Help and mistakes of usage are said in the reader's language, click's own words with them."""

import importlib
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from outreach.cli.main import COMMANDS, main, root
from outreach.cli.tongue import translated
from outreach.locale import catalogs, speak
from tests.cli.shop import Shop
from tests.house.sources import collected_texts

ENVIRONMENTS = {"ru": "ru_RU.UTF-8", "uk": "uk_UA.UTF-8"}
LATIN_WORDS = re.compile(r"(?<![\w./\"'`«=:\[<-])[a-z]{4,}(?![\w./\"'`»:=-])")
OURS = frozenset(
    [
        "outreach",
        "clients",
        "unmerge",
        "attitude",
        "manager",
        "salutation",
        "vocative",
        "approve",
        "cron",
        "systemd",
        "index",
        "toml",
        "plan_days_ahead",
        "late_delivery",
        "price",
        "service",
        "lost",
        "tier",
        "gold",
        "facts",
        "config",
        "salutation",
        "vocative",
        "gender",
        "addressing",
        "language",
        "time_zone",
        "init",
        "shop",
    ]
)


def texts() -> set[str]:
    """Every text that is collected."""
    return {message.id if isinstance(message.id, str) else message.id[0] for message in collected_texts()}


def outreach(*words: str, language: str, folder: Path | None = None, **more: str) -> tuple[int, str]:
    """Exit code and all that was said, in a process of its own."""
    unset = {"LC_ALL", "LC_MESSAGES", "LANGUAGE", "OUTREACH_CONFIG"}
    known = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        (sys.executable, "-c", "from outreach.cli.main import main; main()", *words),
        cwd=folder, env=known | {"LANG": language, "COLUMNS": "100"} | more, text=True, check=False, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a Russian user, and no configuration."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "OUTREACH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.chdir(tmp_path)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """All of them as they are written, with those inside groups."""
    yield "outreach", root
    for name, (module, _) in COMMANDS.items():
        command = importlib.import_module(f"outreach.cli.{module}").COMMANDS[name]
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in command.commands.items())


def helps_of(command: click.Command) -> Iterator[str]:
    yield inspect.cleandoc(command.help or "")
    if command.short_help:
        yield command.short_help
    yield from (param.help for param in command.params if isinstance(param, click.Option) and param.help)


def test_the_catalogs_know_every_help_text() -> None:
    said = {text for _, command in every_command() for text in helps_of(command)} | {
        text for _, text in COMMANDS.values()
    }
    assert said - texts() == set()
    assert len(said) > 100


def test_the_catalogs_know_what_every_file_of_click_says() -> None:
    """A file of click that says anything to a person is one that is collected."""
    assert click.__file__
    folder = Path(click.__file__).parent
    saying = {path.stem for path in folder.glob("*.py") if "from gettext import" in path.read_text(encoding="utf-8")}
    nobody_meets = {
        "_termui_impl",
        "_winconsole",
        "shell_completion",
        "utils",
    }  # editor, progress bar, Windows, streams
    assert saying == {*catalogs.CLICK, *nobody_meets}
    assert {"Usage:", "Options", "Missing argument", "No such option {name!r}.", "required"} <= texts()


@pytest.mark.parametrize("language", ENVIRONMENTS)
def test_every_help_is_in_the_language_of_the_reader(language: str) -> None:
    speak(language)
    english = {text for _, command in every_command() for text in helps_of(command)}
    for name, command in every_command():
        for text in helps_of(translated(command)):
            assert re.search("[а-яіїєґ]", text), (name, text)
            assert text not in english
            left = set(LATIN_WORDS.findall(text)) - OURS
            assert not left, (name, text)


@pytest.mark.parametrize("language", ENVIRONMENTS)
def test_the_help_of_every_command_has_no_english_around_it(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(env={"LC_ALL": ENVIRONMENTS[language], "COLUMNS": "100"})
    for name, _ in every_command():
        words = [] if name == "outreach" else name.split()
        said = runner.invoke(root, [*words, "--help"], prog_name="outreach").output
        assert {"ru": "Показать эту справку", "uk": "Показати цю довідку"}[language] in said
        for english in ("Usage", "Options", "Commands", "default:", "required", "OPTIONS", "INTEGER"):
            assert english not in said, (name, said)


def test_a_command_stays_as_it_was_written() -> None:
    speak("ru")
    list(map(translated, (command for _, command in every_command())))
    assert (root.help or "").startswith("Wins a company's lapsed clients back")
    speak("en")
    assert [list(helps_of(translated(command))) for _, command in every_command()] == [
        list(helps_of(command)) for _, command in every_command()
    ]


@pytest.mark.parametrize(
    ("language", "usage", "commands", "check"),
    [
        ("ru", "Как вызвать: outreach [ПАРАМЕТРЫ] КОМАНДА", "Команды:", "Все ошибки во всех файлах сразу."),
        ("uk", "Як викликати: outreach [ПАРАМЕТРИ] КОМАНДА", "Команди:", "Усі помилки в усіх файлах одразу."),
    ],
)
def test_help_is_said_in_the_language_of_the_environment(
    language: str, usage: str, commands: str, check: str, tmp_path: Path
) -> None:
    code, said = outreach("--help", language=ENVIRONMENTS[language], folder=tmp_path)
    assert code == 0
    for words in (usage, commands, check):
        assert words in said


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tick", "--nope"), "Ошибка: Нет параметра «--nope»."),
        (("why",), "Ошибка: Не хватает аргумента 'WHO'."),
        (("tick", "now"), "Ошибка: Лишний аргумент: now"),
        (("plan", "--ahead", "soon"), "«soon» не годится, нужно число."),
        (("plan", "--ahead", "999"), "999 не попадает в пределы 0<=x<=366."),
        (("check", "--format", "pdf"), "«pdf» не подходит; можно: 'text', 'json', 'github'."),
        (("--config",), "Ошибка: Параметру «--config» нужно 1 значение."),
        (("clients", "nobody"), "Ошибка: Нет команды «nobody»."),
        (("statsu",), "Ошибка: Нет команды «statsu». Может быть, «status»?"),
    ],
    ids=" ".join,
)
def test_a_mistake_of_usage_is_told_in_the_language_of_the_environment(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "OUTREACH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["outreach", *words])
    with pytest.raises(SystemExit, check=lambda exit_: exit_.code == 2):
        main()
    told = capsys.readouterr().err
    assert said in told
    assert not re.search("Usage|Error|Try ", told)


def test_a_mistake_of_usage_is_told_so_in_a_process_of_its_own(tmp_path: Path) -> None:
    code, told = outreach("statsu", language="ru_RU.UTF-8", folder=tmp_path)
    assert (code, "Нет команды «statsu»" in told) == (2, True)


def test_a_folder_speaks_the_language_of_its_settings(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('language = "uk"\n', encoding="utf-8")
    below = tmp_path / "below"
    below.mkdir()
    for where, words, more in (
        (tmp_path, ("--help",), {}),
        (below, ("--help",), {}),
        (Path.cwd(), ("--config", str(tmp_path / "config.toml"), "--help"), {}),
        (Path.cwd(), (f"--config={tmp_path / 'config.toml'}", "tick", "--help"), {}),
        (Path.cwd(), ("--help",), {"OUTREACH_CONFIG": str(tmp_path / "config.toml")}),
    ):
        assert "Як викликати: outreach" in outreach(*words, language="ru_RU.UTF-8", folder=where, **more)[1]


@pytest.mark.parametrize("text", ["language = 'fr'", "language = 3", "language = [", "\ufffe"])
def test_settings_that_say_no_known_language_leave_it_to_the_environment(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("utf-16"))
    assert "Как вызвать:" in outreach("--help", language="ru_RU.UTF-8", folder=tmp_path)[1]
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert "Как вызвать:" in outreach("--help", language="ru_RU.UTF-8", folder=tmp_path)[1]


def test_gettexts_own_variable_does_not_mix_two_languages(tmp_path: Path) -> None:
    _, said = outreach("tick", "--help", language="ru_RU.UTF-8", folder=tmp_path, LANGUAGE="en")
    assert said.startswith("Как вызвать: outreach tick [ПАРАМЕТРЫ]")


def test_the_screens_of_one_process_may_change_their_language(shop: Shop) -> None:
    """As tests and the printed documentation do it."""
    config = shop.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    for language, said in (("ru", "Параметры:"), ("en", "Options:"), ("uk", "Параметри:"), ("en", "Options:")):
        config.write_text(text.replace('language  = "en"', f'language = "{language}"'), encoding="utf-8")
        assert said in shop.run("tick", "--help").out
