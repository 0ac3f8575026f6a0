"""Whether a person asks us to stop: a subject or a line of his own words that says this and nothing else.

A line with anything more in it ("не надо отписываться") is left to a person to read; the mail to the unsubscribe
address needs no words and is decided in `classify`.
"""

import re

from outreach.inbox.decode import clean

_LINES = 6  # non-empty ones, from the top
_WORDS = 12
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_PREFIXES = frozenset({"re", "aw", "fwd", "fw", "відп", "ответ", "отв"})

_STOP = frozenset({
    "unsubscribe", "unsubscribed", "stop", "remove",
    "отписаться", "отписка", "отпишите", "отписать", "стоп", "удалите",
    "відписатися", "відписатись", "відписка", "відпишіть", "відписати", "видаліть",
})  # fmt: skip
_NO_MORE = (
    ("не", "пишите"), ("не", "присылайте"), ("не", "шлите"), ("не", "отправляйте"), ("не", "беспокойте"),
    ("не", "пишіть"), ("не", "надсилайте"), ("не", "присилайте"), ("не", "турбуйте"),
    ("do", "not", "write"), ("don't", "write"), ("do", "not", "email"), ("don't", "email"), ("don't", "contact"),
    ("do", "not", "contact"), ("no", "more", "letters"), ("no", "more", "emails"),
)  # fmt: skip
_FILLERS = frozenset({
    "please", "me", "us", "i", "want", "to", "would", "like", "wish", "from", "your", "the", "this", "mailing", "list",
    "lists", "newsletter", "newsletters", "mail", "mails", "email", "emails", "letters", "any", "anymore", "more",
    "again", "thanks", "thank", "you", "hello", "hi", "all",
    "пожалуйста", "прошу", "просьба", "меня", "нас", "мне", "нам", "я", "хочу", "хотел", "хотела", "бы", "от", "из",
    "с", "вашей", "вашу", "этой", "рассылки", "рассылку", "рассылка", "писем", "письма", "больше", "никогда", "спасибо",
    "здравствуйте", "добрый", "день", "список", "списка", "и",
    "будь", "ласка", "мене", "мені", "хотів", "хотіла", "від", "вашої", "цієї", "розсилки", "розсилку", "листів",
    "листи", "більше", "ніколи", "дякую", "доброго", "дня", "вітаю", "зі", "із", "списку", "та", "і",
})  # fmt: skip


def asks_to_stop(subject: str, own_text: str) -> bool:
    """Judges the subject and the first lines of what the person wrote himself, not what he quotes."""
    lines = [line for line in own_text.split("\n") if line.strip()][:_LINES]
    return any(_says_only_stop(line) for line in [subject, *lines])


def _says_only_stop(line: str) -> bool:
    words = [word.casefold().replace("’", "'").replace("ʼ", "'") for word in _WORD.findall(clean(line[:300]))]
    while words and words[0] in _PREFIXES:
        words = words[1:]
    if not 0 < len(words) <= _WORDS:
        return False
    rest = _without_phrase(words)
    if rest is not None:
        return _FILLERS.issuperset(rest)
    return not _STOP.isdisjoint(words) and (_STOP | _FILLERS).issuperset(words)


def _without_phrase(words: list[str]) -> list[str] | None:
    for phrase in _NO_MORE:
        for at in range(len(words) - len(phrase) + 1):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return words[:at] + words[at + len(phrase) :]
    return None
