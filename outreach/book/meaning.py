"""Words of a file that the book does not know yet, each with how often it stands there and what it may mean.

Pure. Nothing is replaced here: a person's answer is kept with the mapping, and `mending` goes by it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass

from outreach.book.columns import Mapping
from outreach.book.headings import Column
from outreach.book.table import Row
from outreach.book.value import read_reason, same_words
from outreach.book.wording import REASONS
from outreach.problems import nearest
from outreach.store.words import LeaveReason

MEANT = (Column.INDUSTRY, Column.PROFESSION, Column.TERRITORY, Column.REASON)
_MOST = 2_000  # different words of one column; more are no list of words
_LONGEST = 60

# Words that begin so belong to this profession or industry, as the almanac and the campaigns call it.
_KINDRED: dict[str, str] = {
    "dental": "стоматолог|зубн|дантист|dental|dentist|ортодонт",
    "medicine": "медиц|медич|клиник|клінік|врач|лікар|больниц|поликлиник|поліклін|здравоохран|охорона здоров|medic"
    "|health|hospital|clinic|doctor",
    "pharma": "фарм|аптек|pharma|лекарств|ліки",
    "veterinary": "ветеринар|зоо|veterin",
    "construction": "строит|будівн|будівел|стройк|construct|builder",
    "building-materials": "стройматериал|будматеріал|building material",
    "education": "образован|освіт|школ|учител|вчител|университет|університет|educat|teacher|school",
    "law": "юрид|юрист|адвокат|прав|law|legal",
    "accounting": "бухгалт|accounting|accountant|аудит",
    "bank": "банк|bank",
    "finance": "финанс|фінанс|financ",
    "trade": "торгов|торгів|магазин|розниц|роздріб|retail|ритейл|опт|trade",
    "it": "айти|ит|іт|it|software|программ|програм|разработк|розробк",
    "food": "пищев|харчов|продукт|food|питан",
    "hospitality": "ресторан|кафе|общепит|гостини|готел|отел|horeca|hospitality|hotel",
    "tourism": "туризм|турист|турагент|tourism|travel",
    "agriculture": "сельск|агро|сільськ|аграр|agri|фермер",
    "logistics": "логист|логіст|склад|logist",
    "road-transport": "перевоз|перевез|автотранспорт|грузоперевоз|transport",
    "energy": "энерг|енерг|energy",
    "metals": "металл|метал|metal",
    "machinery": "машиностро|машинобуд|станк|верстат|machin",
    "chemistry": "хим|хім|chem",
    "beauty": "красот|краси|косметол|салон|парикмахер|перукар|beauty",
    "media": "сми|змі|журнал|телевид|media",
    "advertising": "реклам|advert",
    "marketing": "маркетинг|marketing",
    "design": "дизайн|design",
    "real-estate": "недвижим|нерухом|риелт|ріелт|real estate",
    "telecom": "связь|связи|телеком|зв'язок|telecom",
    "textile": "текстил|швейн|одежд|одяг|textile",
    "woodworking": "мебел|мебл|деревообраб|деревооб|furniture|wood",
    "sport": "спорт|фитнес|фітнес|sport|fitness",
    "publishing": "издат|видавн|типограф|друкарн|полиграф|поліграф|publish|print",
    "utilities": "жкх|жкг|коммунал|комунал|utilit",
    "security": "охран|охорон|безопасн|безпек|security",
    "government": "госслуж|держслуж|муницип|муніцип|администрац|адміністрац|government",
    "science": "наук|научн|science|нии",
    "oil-gas": "нефт|нафт|газ|oil",
}
# Why people say that somebody left, by the beginnings of their words; the first that fits.
_WHY: tuple[tuple[LeaveReason, str], ...] = (
    (LeaveReason.FOLLOWED_MANAGER, "за менеджером|с менеджером|з менеджером|with manager|with the manager"),
    (LeaveReason.SERVICE, "хам|нахам|груб|нагруб|сервис|сервіс|обслуж|обслуг|rude|service"),
    (LeaveReason.UNANSWERED, "не ответ|не відпов|отвеч|відповід|игнор|ігнор|no answer|no reply|unanswered|ignored"),
    (LeaveReason.PRICE, "дорог|дешевл|цен|цін|expensive|price|pricey|cheaper"),
    (LeaveReason.QUALITY, "качеств|якіст|якост|брак|дефект|quality|defect"),
    (
        LeaveReason.LATE_DELIVERY,
        "опозд|запізн|спізн|задерж|затрим|срок|строк|достав|долго|довго|late|delay|deliver|slow",
    ),
    (LeaveReason.RIVAL, "конкурент|competitor|rival"),
    (LeaveReason.OFFENCE, "обид|образи|конфликт|конфлікт|скандал|offen|quarrel"),
    (LeaveReason.POLICY, "бюджет|тендер|budget|tender"),
    (LeaveReason.NO_NEED, "закры|закри|ликвид|ліквід|банкрот|closed|bankrupt"),
)
_ABOVE = {
    "dental": "medicine",
    "pharma": "medicine",
    "bank": "finance",
}  # what holds it, where the firm has no finer word
_STEMS = sorted(((stem, key) for key, stems in _KINDRED.items() for stem in stems.split("|")), key=lambda s: -len(s[0]))
_SHORTEST_STEM = 3  # a shorter one is a word of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownWord:
    """A word of a column, how many rows say it, and what it may mean ("" if nothing suggests itself)."""

    column: Column
    text: str
    count: int
    proposal: str


def unknown_words(
    rows: Iterable[Row], mapping: Mapping, *, headings: tuple[str, ...], known: Mapping_[Column, Iterable[str]]
) -> tuple[UnknownWord, ...]:
    """The words that `known` has not, most frequent first; a column with too many different ones has none."""
    places = {mapped.column: headings.index(mapped.heading) for mapped in mapping.columns if mapped.column in MEANT}
    counts: dict[Column, Counter[str]] = {column: Counter() for column in places}
    for row in rows if places else ():
        for column, place in places.items():
            counted = counts[column]
            if place < len(row.cells) and row.cells[place] and len(counted) <= _MOST:
                counted[row.cells[place]] += 1
    found = [
        word
        for column, counted in counts.items()
        if len(counted) <= _MOST
        for word in _unknown(column, counted, known=tuple(known.get(column, ())))
    ]
    return tuple(sorted(found, key=lambda word: (-word.count, word.column, word.text)))


def _unknown(column: Column, counted: Counter[str], *, known: tuple[str, ...]) -> Iterator[UnknownWord]:
    there = {same_words(word) for word in known}
    for text, count in counted.items():
        word = same_words(text)
        if len(text) > _LONGEST or word in there or (column is Column.REASON and read_reason(text) in set(LeaveReason)):
            continue
        yield UnknownWord(column=column, text=text, count=count, proposal=_proposal(column, word, known=known))


def _proposal(column: Column, word: str, *, known: tuple[str, ...]) -> str:
    if column is Column.REASON:
        close = nearest(word, REASONS)
        return _why(word) or (REASONS[close] if close else "")
    spelled = {same_words(one): one for one in known}
    if column is not Column.TERRITORY and (kin := _kin(word)):
        # the firm's own word for the same comes before ours
        wider = _ABOVE.get(kin, kin)
        kinds = {_kin(folded): one for folded, one in spelled.items()}
        return kinds.get(kin) or kinds.get(wider) or wider
    close = nearest(word, spelled)
    return spelled[close] if close else ""


def _why(said: str) -> str:
    parts = f" {said}"
    return next((reason for reason, stems in _WHY if any(f" {stem}" in parts for stem in stems.split("|"))), "")


def _kin(word: str) -> str:
    """The key of the almanac that a word belongs to, or nothing."""
    if word in _KINDRED:
        return word
    parts = [word, *word.replace(",", " ").replace("/", " ").split()]
    for stem, key in _STEMS:
        if any(part == stem or (len(stem) >= _SHORTEST_STEM and part.startswith(stem)) for part in parts):
            return key
    return ""
