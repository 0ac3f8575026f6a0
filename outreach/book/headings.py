"""What people write above their columns, in Russian, Ukrainian and English, and which column of the book it means.

To teach the import a heading, add it here; how one is chosen among several is decided in `columns`.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

JOINT = " / "  # between a heading and the one above it
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")


class Kind(StrEnum):
    """What a file holds; of kinds that fit equally well the first is taken."""

    CLIENTS = "clients"
    ORDERS = "orders"
    INQUIRIES = "inquiries"
    PROBLEM_ORDERS = "problem_orders"
    CONTACTS = "contacts"
    REASONS = "reasons"
    FACTS = "facts"
    PEOPLE = "people"  # several at a firm
    CONTACT_PLAN = "contact_plan"  # when to speak with whom next
    UNSUBSCRIBED = "unsubscribed"  # a mailing service's list; never guessed from headings alone


class Column(StrEnum):
    """A column of the book, as it is named in a saved mapping; those of one client's row are named as in `clients`."""

    CODE = "code"
    EMAIL = "email"
    NAME = "name"
    FAMILY = "family_name"
    GIVEN = "given_name"
    PATRONYMIC = "patronymic"
    COMPANY = "company"
    PHONE = "phone"
    GENDER = "gender"
    SURE_GENDER = "gender_sure"  # the same, taken although names contradict it
    SALUTATION = "salutation"
    VOCATIVE = "vocative"
    ADDRESSING = "addressing"
    GROUP = "group_code"
    WEBSITE = "website"
    POST = "post"
    LANGUAGE = "language"
    COUNTRY = "country"
    TERRITORY = "territory"
    CITY = "city"
    TIME_ZONE = "time_zone"
    INDUSTRY = "industry"
    PROFESSION = "profession"
    MANAGER = "manager"
    BIRTHDAY = "birthday"
    FAITH = "faith"
    FIRST_SEEN = "first_seen_on"
    ATTITUDE = "attitude"
    RIVAL = "rival"
    POTENTIAL = "potential"
    LOYALTY = "loyalty"
    NOTES = "notes"
    NOT_WINNING_BACK = "not_winning_back"
    AWAY_UNTIL = "away_until"
    SILENT_BECAUSE = "silent_because"
    LAST_ORDER = "opening_last_order_on"
    ORDER_COUNT = "opening_orders"
    REVENUE = "opening_revenue"
    DEBT = "debt"  # what he owes us
    CONSENT = "consent"  # yes, no, or the ground: consent, contract, interest
    CONSENT_COVERS = "consent_covers"  # kinds of letter; empty: all
    CONSENT_ON = "consent_given_on"
    CONSENT_UNTIL = "consent_expires_on"
    CONSENT_PROOF = "consent_proof"
    OPT_OUT = "opt_out"  # yes: never write to him again
    FACT = "fact"  # in a file of clients: fact.KEY
    NUMBER = "number"  # of an order, an inquiry
    DAY = "day"  # of the order, inquiry, contact, problem or statement
    AMOUNT = "amount"
    CURRENCY = "currency"
    WHAT = "what"
    ANSWERED_ON = "answered_on"
    ORDER_NUMBER = "order_number"  # the order that an inquiry led to, or that went wrong
    SETTLED_ON = "settled_on"
    CHANNEL = "channel"
    BY = "by"
    ANSWERED = "answered"
    FACT_KEY = "fact_key"
    FACT_VALUE = "fact_value"
    USABLE = "usable"
    SOURCE = "source"
    REASON = "reason"
    STANDING = "standing"  # stated or verified
    EVENT = "event"
    STATUS = "status"  # in a list of unsubscribed people
    PERSON = "person"  # somebody at the client's firm; several headings are joined
    PERSON_PHONE = "person_phone"
    PERSON_EMAIL = "person_email"
    CONTACT_ON = "contact_on"  # the next contact that is planned
    CONTACT_BY = "contact_by"
    CONTACT_ABOUT = "contact_about"


def folded(heading: str) -> str:
    """The heading as it is compared: no case, no blanks, no punctuation; "№ заказа" is "номерзаказа"."""
    plain = unicodedata.normalize("NFKC", heading.replace("№", "номер")).casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", "", plain)


NEXT_CONTACT = (
    "следующий контакт|дата следующего контакта|следующая встреча|следующий звонок|когда связаться|дата связи"
    "|запланировано на|дата плана|плановая дата|план на|перезвонить|дата следующего звонка"
    "|наступний контакт|дата наступного контакту|наступна зустріч|наступний дзвінок|коли зв'язатися|заплановано на"
    "|планова дата|передзвонити|дата наступного дзвінка"
    "|next contact|next contact date|next call|next meeting|next step date|follow up|follow-up date|planned for"
    "|planned on|call back on"
)


def _table(columns: dict[Column, str]) -> dict[str, Column]:
    return {folded(word): column for column, words in columns.items() for word in (column.value, *words.split("|"))}


# Who the row is about; in every kind of file.
WHO = _table({
    Column.CODE: "код|код клиента|код клієнта|id|id клиента|id клієнта|client id|customer id|client code|customer code"
    "|customer|customer no|client number|номер клиента|номер клієнта|№ клиента|№ клієнта|account id|contact id"
    "|единый код|инн|іпн|єдрпоу|едрпоу|код єдрпоу|код едрпоу|егрпоу|окпо|рнокпп|tax id|vat|vat number|эдрпоу|crm id"
    "|код контрагента|ид|ід|ідентифікатор|идентификатор",
    Column.EMAIL: "e-mail|email|mail|почта|эл почта|эл. почта|электронная почта|электронный адрес|адрес эл почты"
    "|e-mail контактного лица|email контактного лица|почта контактного лица|e-mail контакта|email контакта"
    "|e-mail контактної особи|email контактної особи|пошта контакту|contact email|contact e-mail"
    "|электронный адрес почты|имейл|имэйл|мейл|мыло|пошта|ел пошта|ел. пошта|електронна пошта|електронна адреса"
    "|e-mail address|email address|e-mail 1|e-mail 2|e-mail 3|email1|email2|почта 2|доп. почта|дополнительный e-mail"
    "|рабочий e-mail|личный e-mail|work email|personal email|e-mail клиента|email клиента|customer email|client email"
    "|робоча пошта|email клієнта",
    Column.NAME: "фио|ф.и.о.|піб|п.і.б.|полное имя|повне ім'я|full name|contact name|client name|customer name"
    "|фио клиента|піб клієнта|имя клиента|ім'я клієнта|контактное лицо|контактна особа|контакт|contact|contact person"
    "|имя и фамилия|фамилия и имя|фамилия имя|имя фамилия|фамилия имя отчество|прізвище ім'я|прізвище та ім'я"
    "|прізвище ім'я по батькові|name|фио контактного лица|фио контакта|имя контакта|имя контактного лица"
    "|піб контактної особи|піб контакту|ім'я контакту|contact full name|name of contact",
    Column.FAMILY: "фамилия|прізвище|surname|last name|family name|lastname|second name|фамілія",
    Column.GIVEN: "имя|ім'я|імя|first name|given name|firstname|forename",
    Column.PATRONYMIC: "отчество|по батькові|побатькові|middle name|patronymic",
    Column.COMPANY: "компания|компанія|организация|організація|фирма|фірма|предприятие|підприємство|контрагент"
    "|юрлицо|юридическое лицо|юридична особа|название компании|назва компанії|наименование|найменування"
    "|название организации|company|company name|organization|organisation|firm|account|account name|покупатель"
    "|покупець",
    Column.PHONE: "телефон|тел|тел.|моб|моб.|мобильный|мобильный телефон|мобільний|мобільний телефон|номер телефона"
    "|номер телефону|телефоны|телефони|phone|phone number|mobile|mobile phone|tel|telephone|сотовый|телефон 1"
    "|телефон контактного лица|телефон контакта|телефон контактної особи|телефон контакту|contact phone|contact mobile",
})  # fmt: skip

# What is known of a client himself.
COMMON = _table({
    Column.GENDER: "пол|стать|sex|м/ж|ж/м|ч/ж|ж/ч",
    Column.SURE_GENDER: "gender sure",
    Column.SALUTATION: "обращение|звертання|приветствие|привітання|greeting|salutation line",
    Column.VOCATIVE: "звательный падеж|кличний відмінок|кличный падеж|кличний|как обращаться|як звертатися",
    Column.ADDRESSING: "форма обращения|форма звертання|form of address|ты/вы|ти/ви",
    Column.GROUP: "группа компаний|група компаній|холдинг|группа|група|holding|group",
    Column.WEBSITE: "сайт|веб-сайт|вебсайт|web|site|web site|url|адрес сайта",
    Column.POST: "должность|посада|position|job title|title|позиция|роль|должность контактного лица"
    "|должность контакта|посада контактної особи|посада контакту|contact position|contact title|contact job title",
    Column.LANGUAGE: "язык|мова|язык общения|мова спілкування|lang|язык клиента|мова листів|язык писем",
    Column.COUNTRY: "страна|країна|государство|держава|country code|код страны|код країни",
    Column.TERRITORY: "регион|регіон|область|территория|територія|край|округ|район|region|state|province|area|oblast",
    Column.CITY: "город|місто|населенный пункт|населений пункт|town|нас. пункт",
    Column.TIME_ZONE: "часовой пояс|часовий пояс|timezone|tz",
    Column.INDUSTRY: "отрасль|галузь|сфера деятельности|сфера діяльності|сфера|вид деятельности|вид діяльності|sector"
    "|направление|branch|business",
    Column.PROFESSION: "профессия|професія|специальность|спеціальність|occupation|род занятий",
    Column.MANAGER: "менеджер|ответственный|відповідальний|ответственный менеджер|відповідальний менеджер|куратор"
    "|owner|account manager|responsible|персональный менеджер|ведущий менеджер|sales manager|торговый представитель",
    Column.BIRTHDAY: "дата рождения|день рождения|др|дата народження|день народження|birth date|date of birth|dob|д.р."
    "|д/р|birthdate",
    Column.FAITH: "вероисповедание|вера|религия|конфессия|віросповідання|віра|релігія|конфесія|religion|denomination",
    Column.FIRST_SEEN: "клиент с|клієнт з|дата регистрации|дата реєстрації|дата создания|дата створення|created"
    "|created at|customer since|client since|дата заведения|registered|first seen",
    Column.ATTITUDE: "отношение|ставлення|отношение к нам|ставлення до нас",
    Column.RIVAL: "конкурент|к кому ушел|до кого пішов|competitor|новый поставщик|новий постачальник",
    Column.POTENTIAL: "потенциал|потенціал",
    Column.LOYALTY: "лояльность|лояльність",
    Column.NOTES: "примечание|примечания|комментарий|комментарии|заметки|заметка|примітка|примітки|коментар|коментарі"
    "|нотатки|note|comment|comments|remarks|description|описание|опис|дополнительно|додатково",
    Column.NOT_WINNING_BACK: "не возвращать|не повертати|do not win back",
    Column.AWAY_UNTIL: "отсутствует до|відсутній до|вернется|повернеться|away|away till|отпуск до|в отпуске до",
    Column.SILENT_BECAUSE: "не писать потому что|не писати тому що|причина молчания|причина мовчання",
    Column.LAST_ORDER: "последний заказ|дата последнего заказа|последняя покупка|дата последней покупки"
    "|останнє замовлення|дата останнього замовлення|остання покупка|дата останньої покупки|last order"
    "|last order date|last purchase|last purchase date|последняя отгрузка|дата последней отгрузки",
    Column.ORDER_COUNT: "количество заказов|кількість замовлень|число заказов|заказов|замовлень|orders|order count"
    "|number of orders|кол-во заказов|кол-во покупок|количество покупок|кількість покупок|total orders",
    Column.REVENUE: "выручка|виручка|оборот|обіг|сумма заказов|сума замовлень|сумма покупок|сума покупок|revenue"
    "|turnover|total spent|total revenue|всего куплено|итого|разом|сумма всех заказов|lifetime value|ltv",
    Column.DEBT: "долг|задолженность|дебиторская задолженность|долг клиента|борг|заборгованість"
    "|дебіторська заборгованість|борг клієнта|owed|owes us|receivable|receivables|outstanding|outstanding balance",
    Column.CONSENT: "согласие|згода|согласие на рассылку|згода на розсилку|подписка|підписка|подписан|підписаний"
    "|subscribed|opt in|opt-in|optin|marketing consent|согласие на обработку|основание|підстава|legal basis|basis",
    Column.CONSENT_COVERS: "согласие на что|згода на що|виды писем|види листів|consent for|consent purpose",
    Column.CONSENT_ON: "дата согласия|дата згоди|consent date|consent given|согласие от|згода від|opt-in date",
    Column.CONSENT_UNTIL: "согласие до|згода до|срок согласия|строк згоди|consent until|consent expires",
    Column.CONSENT_PROOF: "источник согласия|джерело згоди|подтверждение согласия|підтвердження згоди|consent source",
    Column.OPT_OUT: "отписка|відписка|отказ|відмова|отписан|відписаний|отписался|відписався|отказ от рассылки"
    "|відмова від розсилки|не писать|не писати|не беспокоить|не турбувати|unsubscribed|unsubscribe|opt out|opt-out"
    "|optout|do not email|do not contact|do not mail|стоп|blacklist|черный список|чорний список|email opt out"
    "|дата отписки|дата відписки|причина отписки|причина відписки|unsubscribed at|unsubscribed on|unsubscribe date"
    "|unsubscribe reason|opt out date",
    Column.REASON: "причина ухода|причина відходу|причина оттока|причина відтоку|почему ушел|чому пішов|leave reason"
    "|churn reason|reason for leaving|lost reason|причина потери|причина втрати",
    Column.CONTACT_ON: NEXT_CONTACT,
})  # fmt: skip

_DAY = "дата|date|день|когда|коли"
_BOUGHT = "номер заказа|№ заказа|заказ №|заказ|номер замовлення|№ замовлення|замовлення №|замовлення"
_PAPER = "order|номер договора|номер счета|№ счета|invoice|invoice no|invoice number|номер рахунку|номер сделки|deal id"
_ORDER = f"{_BOUGHT}|order no|order number|order id|{_PAPER}"
_TEXT = "описание|опис|комментарий|коментар|примечание|примітка|description|comment|notes|содержание|зміст|что|що"

HEADINGS: dict[Kind, dict[str, Column]] = {
    Kind.CLIENTS: {},
    Kind.ORDERS: _table({
        Column.NUMBER: f"{_ORDER}|номер|no|№|number|чек|№ документа|номер документа|№ документу|номер документу"
        "|номер чека|номер накладной|накладная|накладна",
        Column.DAY: f"{_DAY}|дата заказа|дата замовлення|order date|дата продажи|дата продажу|дата отгрузки|ordered on"
        "|дата покупки|purchase date|дата сделки|дата документа|дата оплаты|дата счета|invoice date|дата чека|paid at"
        "|дата угоди|date of order|ordered at|created at|дата відвантаження|invoicedate",
        Column.AMOUNT: "сумма|сума|сумма заказа|сума замовлення|сумма продажи|сумма покупки|стоимость|вартість|amount"
        "|total|order total|sum|value|revenue|итого|разом|всего|всього|выручка|виручка|order amount"
        "|сумма сделки|сума угоди|сумма документа|сума документа|к оплате|до сплати|total price|grand total"
        "|сумма с ндс|сума з пдв|сумма реализации|сума реалізації|сумма отгрузки|total incl vat|gross amount",
        Column.CURRENCY: "валюта|код валюты|код валюти|ccy",
        Column.WHAT: f"{_TEXT}|товар|товары|товари|услуга|услуги|послуга|послуги|номенклатура|продукт|состав|product"
        "|item|items|предмет|наименование товара|назва товару|service|что заказал",
    }),
    Kind.INQUIRIES: _table({
        Column.NUMBER: "номер|№|номер запроса|номер обращения|номер заявки|номер запиту|номер звернення|inquiry no|no"
        "|inquiry id|ticket|ticket id|request id|№ заявки|№ запроса|№ запиту|lead id|номер лида",
        Column.DAY: "дата запроса|дата обращения|дата заявки|дата запиту|дата звернення|inquiry date|request date"
        "|asked on|дата вопроса|дата лида|дата ліда|дата обращений|дата последнего обращения",
        Column.WHAT: f"{_TEXT}|запрос|обращение|вопрос|тема|запит|звернення|питання|заявка|inquiry|request|question"
        "|subject|topic",
        Column.ANSWERED_ON: "дата ответа|дата відповіді|ответ|відповідь|answer date|answered|когда ответили|ответили"
        "|reply date",
        Column.ORDER_NUMBER: f"{_ORDER}|привело к заказу|итоговый заказ",
    }),
    Kind.PROBLEM_ORDERS: _table({
        Column.ORDER_NUMBER: f"{_ORDER}|проблемный заказ|проблемне замовлення",
        Column.WHAT: "проблема|problem|жалоба|скарга|рекламация|рекламація|complaint|что случилось|що сталося|претензия"
        "|претензія|issue|what happened|суть проблемы|суть претензии",
        Column.DAY: f"{_DAY}|дата проблемы|дата проблеми|дата жалобы|дата скарги|complaint date|дата рекламации"
        "|дата претензии",
        Column.SETTLED_ON: "решено|вирішено|дата решения|дата вирішення|урегулировано|врегульовано|settled|resolved"
        "|resolved on|закрыто|закрито|дата закрытия|дата закриття",
    }),
    Kind.CONTACTS: _table({
        Column.NUMBER: "номер|№|номер звонка|id звонка|call id|activity id",
        Column.DAY: f"{_DAY}|дата звонка|дата контакта|дата встречи|дата дзвінка|дата контакту|дата зустрічі|call date"
        "|contact date|meeting date|on day",
        Column.CHANNEL: "канал|тип контакта|тип контакту|вид контакта|вид контакту|способ связи|спосіб зв'язку"
        "|contact type|activity type|звонок/встреча|дзвінок/зустріч|тип активности",
        Column.BY: "менеджер|кто|хто|сотрудник|співробітник|manager|ответственный|відповідальний|employee|who",
        Column.ANSWERED: "ответил|відповів|дозвонились|додзвонилися|состоялся|відбувся|reached|результат да/нет",
        Column.WHAT: f"{_TEXT}|результат|итог|підсумок|тема|result|outcome|subject|о чем говорили",
    }),
    Kind.REASONS: _table({
        Column.REASON: "причина|причина ухода|причина відходу|причина оттока|причина відтоку|почему ушел|чому пішов"
        "|leave reason|churn reason|reason for leaving|lost reason|why left",
        Column.STANDING: "статус|статус причины|статус причини|status|подтверждена|підтверджена|verified"
        "|проверено|перевірено",
        Column.SOURCE: "источник|джерело|кто сказал|хто сказав|откуда известно|звідки відомо",
        Column.DAY: f"{_DAY}|on day|дата ухода|дата відходу",
        Column.EVENT: f"{_TEXT}|событие|подія|что случилось|що сталося|what happened|подробности|подробиці|details",
    }),
    Kind.FACTS: _table({
        Column.FACT_KEY: "ключ|вид факта|вид факту|тип факта|тип факту|тип|вид|key|fact type|type|kind",
        Column.FACT_VALUE: "факт|значение|значення|fact|value|текст|text|личное|особисте|заметка|нотатка",
        Column.LANGUAGE: "язык|мова|lang",
        Column.USABLE: "можно использовать|можна використовувати|использовать|використовувати|can use|use",
        Column.SOURCE: "источник|джерело|от кого|від кого|откуда известно|звідки відомо",
    }),
}  # fmt: skip
_EMPLOYED = _table({
    Column.PERSON: "сотрудник|сотрудники|фио сотрудника|лпр|лицо принимающее решения|работник"
    "|співробітник|співробітники|піб співробітника|працівник|особа що приймає рішення"
    "|employee|employee name|person name|people|staff|decision maker",
    Column.PERSON_PHONE: "телефон сотрудника|телефон лпр|телефон співробітника|employee phone|direct phone",
    Column.PERSON_EMAIL: "e-mail сотрудника|email сотрудника|почта сотрудника|email лпр|e-mail лпр"
    "|e-mail співробітника|email співробітника|пошта співробітника|employee email",
    Column.POST: "должность сотрудника|должность лпр|посада співробітника|employee position|role|обязанности"
    "|обов'язки",
})  # fmt: skip
_HIS_OWN = ("клиент", "клієнт", "client", "customer", "account")  # the firm's, not somebody's who works there
_OF_A_PERSON = {
    Column.NAME: Column.PERSON, Column.FAMILY: Column.PERSON, Column.GIVEN: Column.PERSON,
    Column.PATRONYMIC: Column.PERSON, Column.PHONE: Column.PERSON_PHONE, Column.EMAIL: Column.PERSON_EMAIL,
}  # fmt: skip
HEADINGS[Kind.PEOPLE] = (
    {
        word: _OF_A_PERSON[column]
        for word, column in WHO.items()
        if column in _OF_A_PERSON and not any(sign in word for sign in _HIS_OWN)
    }
    | {word: column for word, column in COMMON.items() if column in {Column.POST, Column.NOTES}}
    | _EMPLOYED
)
HEADINGS[Kind.CONTACT_PLAN] = _table({
    Column.CONTACT_ON: NEXT_CONTACT,
    Column.CONTACT_BY: "кто|хто|менеджер|ответственный|відповідальний|исполнитель|виконавець|сотрудник|співробітник"
    "|кто звонит|кто свяжется|хто дзвонить|manager|who|by whom|responsible|assignee|assigned to|owner|employee",
    Column.CONTACT_ABOUT: f"{_TEXT}|тема|о чем|о чем говорить|про що|цель|мета|повод|привід|что сделать|що зробити"
    "|задача|завдання|вид контакта|вид контакту|about|subject|topic|task|purpose|next step|what",
})  # fmt: skip
HEADINGS[Kind.UNSUBSCRIBED] = _table({Column.STATUS: "статус|стан|email status|subscription status"})
_STATE = "инн|іпн|єдрпоу|едрпоу|код єдрпоу|код едрпоу|егрпоу|окпо|рнокпп|tax id|vat|vat number|эдрпоу"
TAX_NUMBERS = frozenset(map(folded, _STATE.split("|")))

# What stands above a pair of headings, as it stands behind the lower one: "Код" below "Клиент" is "код клиента".
OF = {
    "клиент": "клиента", "клієнт": "клієнта", "заказ": "заказа", "контрагент": "контрагента",
    "покупатель": "клиента", "покупець": "клієнта", "заявка": "заявки", "документ": "документа", "продажа": "продажи",
}  # fmt: skip

_NET = ("сумма без ндс", "сума без пдв", "net amount")
PRICES = ("цена", "ціна", "price")  # of an order, or of one thing where another column has the sum
QUANTITIES = frozenset(map(folded, (
    "количество", "кол-во", "кол", "кількість", "к-сть", "quantity", "qty", "pcs", "шт", "units",
)))  # fmt: skip
STATES = frozenset(map(folded, (
    "статус", "статус заказа", "статус замовлення", "состояние", "состояние заказа", "стан", "стан замовлення",
    "status", "order status", "state", "financial status",
)))  # fmt: skip
# What kind of paper or deed a row of orders is; it may say that goods came back.
DEEDS = frozenset(map(folded, (
    "документ", "вид документа", "тип документа", "вид", "тип", "операция", "вид операции", "тип операции",
    "хозяйственная операция", "регистратор", "вид документу", "тип документу", "операція", "вид операції",
    "тип операції", "господарська операція", "реєстратор", "document", "document type", "type", "operation",
    "operation type", "transaction type", "order type",
)))  # fmt: skip

# Headings that may mean two things, or little beside a better one: the first that no other heading has taken.
FORKED: dict[Kind, dict[str, tuple[Column, ...]]] = {
    kind: {folded(word): (Column.NAME, Column.COMPANY) for word in ("клиент", "клієнт", "client", "название", "назва")}
    for kind in Kind
}
FORKED[Kind.ORDERS] |= {folded(word): (Column.AMOUNT,) for word in _NET + PRICES} | {
    folded("документ"): (Column.NUMBER,)
}
FORKED[Kind.INQUIRIES] |= {folded(word): (Column.DAY,) for word in _DAY.split("|")}
FORKED[Kind.CONTACT_PLAN] |= {folded(word): (Column.CONTACT_ON,) for word in _DAY.split("|")}
FORKED[Kind.PEOPLE] = dict.fromkeys(FORKED[Kind.PEOPLE], (Column.COMPANY, Column.NAME))

# Of each set at least one column must be there.
_FIRM = frozenset({Column.CODE, Column.EMAIL, Column.NAME, Column.COMPANY})
_SOMEBODY = frozenset({Column.CODE, Column.EMAIL, Column.NAME, Column.COMPANY, Column.FAMILY})
NEEDED: dict[Kind, tuple[frozenset[Column], ...]] = {
    Kind.CLIENTS: (_SOMEBODY,),
    Kind.ORDERS: (_SOMEBODY, frozenset({Column.DAY}), frozenset({Column.AMOUNT})),
    Kind.INQUIRIES: (_SOMEBODY, frozenset({Column.DAY})),
    Kind.PROBLEM_ORDERS: (_SOMEBODY, frozenset({Column.ORDER_NUMBER}), frozenset({Column.WHAT})),
    Kind.CONTACTS: (_SOMEBODY, frozenset({Column.DAY}), frozenset({Column.CHANNEL})),
    Kind.REASONS: (_SOMEBODY, frozenset({Column.REASON})),
    Kind.FACTS: (_SOMEBODY, frozenset({Column.FACT_VALUE})),
    Kind.PEOPLE: (_FIRM, frozenset({Column.PERSON})),
    Kind.CONTACT_PLAN: (_SOMEBODY, frozenset({Column.CONTACT_ON})),
    Kind.UNSUBSCRIBED: (frozenset({Column.EMAIL}),),
}

# Kinds that are guessed only where one of these headings stands: their other words stand above other tables too.
TELLING: dict[Kind, frozenset[str]] = {
    Kind.PEOPLE: frozenset(word for word, column in _EMPLOYED.items() if column is not Column.POST),
    Kind.CONTACT_PLAN: frozenset(map(folded, NEXT_CONTACT.split("|"))),
    Kind.UNSUBSCRIBED: frozenset(),  # known by its service, never by its headings alone
}


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    forked = {word for words in FORKED.values() for word in words}
    return frozenset(forked.union(WHO, COMMON, *HEADINGS.values()))


def is_known(heading: str) -> bool:
    """Whether people write this above a column, with a unit or a remark behind it or without."""
    return folded(heading) in _words() or folded(bare(heading)) in _words()


def bare(heading: str) -> str:
    """The heading without a unit or remark behind it: "Сумма, грн", "Amount (EUR)"."""
    return _BRACKETS.sub("", heading).split(",")[0]
