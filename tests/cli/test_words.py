"""What commands count and refuse is said in the reader's language."""

import ast
import errno
import inspect
from pathlib import Path

import pytest

from outreach import daemon
from outreach.campaign.plan import Planned
from outreach.cli.words import done_label
from outreach.locale import LANGUAGES, speak
from outreach.outbox.writing import Written
from outreach.problems import os_reason
from outreach.store.words import Choice, IncomingKind
from tests.cli.shop import Shop

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def speaking(shop: Shop, language: str) -> None:
    text = (shop.folder / "config.toml").read_text(encoding="utf-8")
    shop.write("config.toml", text.replace('language  = "en"', f'language = "{language}"', 1))


def counters() -> set[str]:
    """Every word that a pass counts under: those in the daemon's source, and those that the steps give it."""
    tree = ast.parse(inspect.getsource(daemon))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Counter"]
    keys = [key for call in calls for part in call.args if isinstance(part, ast.Dict) for key in part.keys]
    planned = Planned(campaign="c", occasion="o", counts=dict.fromkeys(Choice, 1), decided_anew=1).tally()
    written = Written(drafted=1, held=1).tally()
    return {
        *(str(key.value) for key in keys if isinstance(key, ast.Constant)),
        *(f"{kind} read" for kind in IncomingKind),
        *(str(word) for word in planned + written),
        *(f"letters {ending}" for ending in ("sent", "refused", "later", "relay", "sender", "unknown", "withheld")),
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_counter_of_a_pass_has_its_words(language: str) -> None:
    words = counters()
    assert {"letters in doubt", "decided anew", "letters drafted", "bounce read", "letters sent", "write"} <= words
    speak(language)
    assert {word for word in words if done_label(word) == word} == set()


def test_a_pass_says_in_the_readers_language_what_it_did(shop: Shop) -> None:
    speaking(shop, "ru")
    said = shop.run("tick", "--no-send", now="2025-11-03T07:00")
    assert "писем подготовлено" in said.out
    assert "drafted" not in said.out
    assert shop.run("tick", "--no-send", now="2025-11-03T07:00").out.strip() == "Делать нечего."


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "for about 1 letter."), ("ru", "примерно для 1 письма."), ("uk", "приблизно для 1 листа.")],
)
def test_one_letter_is_no_plural(shop: Shop, language: str, said: str) -> None:
    """Of the clients who are lost now, one is of a profession that has a day next."""
    speaking(shop, language)
    assert said in shop.run("approve", "professional-day", "--yes").err


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_the_system_refuses_is_told_in_the_readers_language(language: str, tmp_path: Path) -> None:
    speak(language)
    for number in (errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.EADDRINUSE):
        problem = OSError(number, "said by the system")
        assert "said by the system" not in os_reason(problem)
        assert any("а" <= letter <= "ґ" for letter in os_reason(problem))
    assert os_reason(OSError(errno.EXDEV, "said by the system")) == "said by the system"
    assert os_reason(OSError("a bare one")) == "a bare one"
