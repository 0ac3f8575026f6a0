"""Words that people put into cells, folded, and what they mean; how a cell is read is in `value`."""

from outreach.store.words import ConsentBasis, LeaveReason, LetterKind

YES = frozenset({
    "да", "д", "так", "т", "yes", "y", "true", "t", "истина", "істина", "1", "+", "✓", "✔", "v", "x", "х", "есть",
    "є", "ok", "on", "имеется", "вкл", "включено", "ввімкнено", "верно", "вірно", "правда",
})  # fmt: skip
NO = frozenset({
    "нет", "н", "ні", "no", "n", "false", "f", "ложь", "хибність", "0", "-", "−", "–", "—", "off", "не", "нема",
    "немає", "отсутствует", "відсутнє", "выкл", "выключено", "вимкнено", "неверно", "невірно", "неправда", "none",
})  # fmt: skip
MALE = frozenset({
    "m", "м", "male", "man", "mr", "муж", "мужской", "мужчина", "чол", "ч", "чоловік", "чоловіча", "чоловічий", "г-н",
    "пан",
})  # fmt: skip
FEMALE = frozenset({
    "f", "ж", "female", "woman", "mrs", "ms", "w", "жен", "женский", "женщина", "жін", "жінка", "жіноча", "жіночий",
    "г-жа", "пані",
})  # fmt: skip

# Longer signs first where one holds another; letters count only as whole words.
CURRENCIES = {
    "₴": "UAH", "гривен": "UAH", "гривень": "UAH", "гривна": "UAH", "гривня": "UAH", "грн": "UAH", "uah": "UAH",
    "₽": "RUB", "рублей": "RUB", "рубли": "RUB", "руб": "RUB", "rub": "RUB", "rur": "RUB", "р": "RUB",
    "€": "EUR", "евро": "EUR", "євро": "EUR", "eur": "EUR", "euro": "EUR",
    "us$": "USD", "$": "USD", "долларов": "USD", "доларів": "USD", "долл": "USD", "дол": "USD", "usd": "USD",
    "£": "GBP", "gbp": "GBP", "zł": "PLN", "zl": "PLN", "pln": "PLN", "₸": "KZT", "тенге": "KZT", "тг": "KZT",
    "kzt": "KZT", "byn": "BYN", "br": "BYN", "chf": "CHF", "czk": "CZK", "kč": "CZK", "mdl": "MDL", "лей": "MDL",
    "₾": "GEL", "gel": "GEL", "₼": "AZN", "azn": "AZN", "uzs": "UZS", "сум": "UZS", "¥": "JPY", "jpy": "JPY",
    "cny": "CNY", "try": "TRY", "₺": "TRY", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "ron": "RON", "huf": "HUF",
}  # fmt: skip

# What CLDR does not call them.
OTHER_COUNTRIES = {
    "россия": "RU", "рф": "RU", "российская федерация": "RU", "росія": "RU", "рос": "RU", "rus": "RU",
    "russian federation": "RU", "ukr": "UA", "укр": "UA", "белоруссия": "BY", "беларусь": "BY", "білорусь": "BY",
    "казахстан": "KZ", "молдавия": "MD", "молдова": "MD", "сша": "US", "usa": "US", "u.s.a.": "US", "u.s.": "US",
    "соединенные штаты америки": "US", "америка": "US", "великобритания": "GB", "англия": "GB", "англія": "GB",
    "велика британія": "GB", "uk": "GB", "england": "GB", "great britain": "GB", "голландия": "NL",
    "голландія": "NL", "holland": "NL", "the netherlands": "NL", "германия": "DE", "фрг": "DE", "німеччина": "DE",
    "чехия": "CZ", "чехія": "CZ", "czech republic": "CZ", "оаэ": "AE", "uae": "AE", "китай": "CN", "кнр": "CN",
    "киргизия": "KG", "кыргызстан": "KG", "туркмения": "TM", "турция": "TR", "turkey": "TR", "южная корея": "KR",
    "грузия": "GE", "грузія": "GE", "deu": "DE", "pol": "PL", "kaz": "KZ", "blr": "BY", "gbr": "GB",
}  # fmt: skip

LANGUAGE_NAMES = {
    "рус": "ru", "рос": "ru", "rus": "ru", "по-русски": "ru", "російською": "ru", "русская": "ru",
    "ua": "uk", "укр": "uk", "ukr": "uk", "українською": "uk", "по-украински": "uk", "украинская": "uk",
    "англ": "en", "eng": "en", "английская": "en", "англійською": "en", "нем": "de", "deu": "de",
    "ger": "de", "польск": "pl", "pol": "pl",
}  # fmt: skip

_REASONS: dict[LeaveReason, str] = {
    LeaveReason.PRICE: "цена|цены|дорого|высокая цена|высокие цены|не устроила цена|ціна|ціни|дорого|висока ціна"
    "|too expensive|expensive|high price|prices",
    LeaveReason.RIVAL: "конкурент|конкуренты|конкуренція|конкуренция|ушел к конкуренту|пішов до конкурента"
    "|competitor|competition|went to a competitor",
    LeaveReason.DRIFTED: "отвык|ушел постепенно|постепенно|параллельный поставщик|другой поставщик|інший постачальник"
    "|drifted away|another supplier",
    LeaveReason.FALSE_PROMISE: "обещания конкурента|ложные обещания|обіцянки конкурента|false promises",
    LeaveReason.OUR_MISTAKE: "наша ошибка|ошибка|ошибки|наша помилка|помилка|our error|mistake|our fault",
    LeaveReason.NOTICE_MISSED: "не узнал|не дошло уведомление|не получил уведомление|не отримав повідомлення"
    "|missed our notice|did not know",
    LeaveReason.QUALITY: "качество|низкое качество|плохое качество|якість|низька якість|poor quality|bad quality|брак",
    LeaveReason.LATE_DELIVERY: "сроки|срыв сроков|задержка|задержки|поздняя доставка|доставка|строки|зрив строків"
    "|затримка|late|delay|delays|late deliveries|late or broken delivery|delivery",
    LeaveReason.OUTDATED: "устарело|устаревший продукт|устаревшая технология|застаріло|застарілий продукт"
    "|outdated product|outdated technology|obsolete",
    LeaveReason.SERVICE: "сервис|обслуживание|плохой сервис|плохое обслуживание|хамство|грубость|сервіс"
    "|обслуговування|поганий сервіс|грубість|bad service|poor service|rudeness",
    LeaveReason.INDIFFERENCE: "безразличие|равнодушие|невнимание|байдужість|неуважність|indifferent treatment|neglect",
    LeaveReason.UNANSWERED: "не ответили|нет ответа|заявка без ответа|не відповіли|без відповіді|no answer"
    "|unanswered requests|requests left unanswered",
    LeaveReason.NO_REWARD: "нет скидок|нет бонусов|нет поощрения|немає знижок|немає бонусів"
    "|no discount|no loyalty reward",
    LeaveReason.OFFENCE: "обида|личная обида|конфликт|образа|особиста образа|конфлікт"
    "|personal offence|offended|conflict",
    LeaveReason.FOLLOWED_MANAGER: "ушел за менеджером|ушел с менеджером|увел менеджер|пішов за менеджером"
    "|left with manager|followed the manager",
    LeaveReason.POLICY: "политика|бюджет|смена поставщика|сокращение бюджета|політика|зміна постачальника"
    "|budget|policy change|supplier change|budget cut",
    LeaveReason.IN_HOUSE: "своими силами|делают сами|сами|власними силами|роблять самі|самі|in house|themselves",
    LeaveReason.NO_NEED: "нет потребности|не нужно|нет необходимости|немає потреби|не потрібно|закрылся|закрились"
    "|not needed|no need any more|closed down",
    LeaveReason.UNKNOWN: "неизвестно|не знаем|не указана|невідомо|не знаємо|not known|n/a|-|?",
}  # fmt: skip
REASONS = {words: reason.value for reason, all_words in _REASONS.items() for words in all_words.split("|")}

VERIFIED = frozenset({
    "verified", "проверена", "проверено", "подтверждена", "подтверждено", "истинная", "настоящая", "перевірена",
    "перевірено", "підтверджена", "підтверджено", "справжня", "да", "так", "yes", "1", "true", "+",
})  # fmt: skip
STATED = frozenset({
    "stated", "названа", "названная", "со слов", "со слов клиента", "зі слів", "зі слів клієнта", "заявлена", "нет",
    "ні", "no", "0", "false", "-", "not verified", "не проверена", "не перевірена", "не подтверждена",
})  # fmt: skip

CHANNELS = {
    "звонок": "call", "дзвінок": "call", "телефон": "call", "phone": "call", "phone call": "call", "тел": "call",
    "встреча": "meeting", "зустріч": "meeting", "визит": "meeting", "візит": "meeting", "visit": "meeting",
    "письмо": "letter", "лист": "letter", "e-mail": "email", "почта": "email", "пошта": "email",
    "мессенджер": "messenger", "месенджер": "messenger", "viber": "messenger", "telegram": "messenger",
    "whatsapp": "messenger",
}  # fmt: skip

CONSENT_BASES = {
    "согласие": ConsentBasis.CONSENT, "згода": ConsentBasis.CONSENT, "consent": ConsentBasis.CONSENT,
    "договор": ConsentBasis.CONTRACT, "договір": ConsentBasis.CONTRACT, "контракт": ConsentBasis.CONTRACT,
    "contract": ConsentBasis.CONTRACT, "интерес": ConsentBasis.INTEREST, "інтерес": ConsentBasis.INTEREST,
    "законный интерес": ConsentBasis.INTEREST, "законний інтерес": ConsentBasis.INTEREST,
    "interest": ConsentBasis.INTEREST, "legitimate interest": ConsentBasis.INTEREST,
}  # fmt: skip

_LETTER_KINDS: dict[LetterKind, str] = {
    LetterKind.GREETING: "поздравление|поздравления|привітання|greetings",
    LetterKind.NEWSLETTER: "рассылка|новости|розсилка|новини|newsletters|news",
    LetterKind.APOLOGY: "извинение|извинения|вибачення|apologies",
    LetterKind.REMINDER: "напоминание|напоминания|нагадування|reminders",
    LetterKind.PROPOSAL: "предложение|предложения|пропозиція|пропозиції|proposals",
    LetterKind.THANKS: "благодарность|благодарности|подяка|подяки|thank you",
    LetterKind.SURVEY: "опрос|опросы|опитування|surveys",
    LetterKind.INVITATION: "приглашение|приглашения|запрошення|invitations",
    LetterKind.NOTICE: "уведомление|уведомления|повідомлення|сповіщення|notices",
    LetterKind.OFFER: "акция|акции|акція|акції|offers",
}
LETTER_KINDS = {word: kind for kind, words in _LETTER_KINDS.items() for word in (kind.value, *words.split("|"))}

FAITH_NAMES = {
    word: faith
    for faith, words in {
        "orthodox": "orthodox|православный|православная|православие|православний|православна|православ'я|пцу|упц|рпц",
        "greek-catholic": "greek-catholic|greek catholic|греко-католик|греко-католичка|греко-католицький|угкц",
        "catholic": "catholic|католик|католичка|католицизм|римо-католик|roman catholic",
        "protestant": "protestant|протестант|протестантка|баптист|лютеранин|евангелист|євангеліст|lutheran|baptist",
        "muslim": "muslim|мусульманин|мусульманка|ислам|іслам|islam|moslem",
        "jewish": "jewish|иудей|иудейка|иудаизм|юдей|юдейка|юдаїзм|judaism",
    }.items()
    for word in words.split("|")
}
