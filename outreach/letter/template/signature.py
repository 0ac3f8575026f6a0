"""The signature of business form (P31): post, name and surname, phones, site, city, address, working hours."""

from functools import lru_cache

from markupsafe import Markup, escape

from outreach.letter.page import CompanyPage, SenderPage
from outreach.letter.plain import clean
from outreach.letter.template.sandbox import Lines, MissingValue


@lru_cache(maxsize=256)
def signature_text(sender: SenderPage, company: CompanyPage) -> Lines:
    """A line each; raises MissingValue for the first part that the configuration does not give."""
    return Lines("\n".join(words for words, _address in _lines(sender, company)))


@lru_cache(maxsize=256)
def signature_html(sender: SenderPage, company: CompanyPage) -> Markup:
    """The same lines; telephones, site and address of the sender are links."""
    return Markup("<br>\n").join(_linked(words, address) for words, address in _lines(sender, company))


def _lines(sender: SenderPage, company: CompanyPage) -> tuple[tuple[str, str], ...]:
    phones = (*sender.phones, *(phone for phone in company.phones if phone not in sender.phones))
    parts = {
        "sender.name": sender.name, "sender.post": sender.post, "sender.email": sender.email,
        "company.name": company.name, "company.city": company.city, "company.address": company.address,
        "company.hours": company.hours, "company.site": company.site, "sender.phones": ", ".join(phones),
    }  # fmt: skip
    for name, value in parts.items():
        if not value.strip():
            raise MissingValue(name)
    said = {name: clean(value) for name, value in parts.items()}
    return (
        (said["sender.name"], ""),
        (f"{said['sender.post']}, {said['company.name']}", ""),
        *((clean(phone), "tel:" + "".join(c for c in phone if c.isdigit() or c == "+")) for phone in phones),
        (said["sender.email"], f"mailto:{said['sender.email']}"),
        (said["company.site"], said["company.site"]),
        (f"{said['company.city']}, {said['company.address']}", ""),
        (said["company.hours"], ""),
    )


def _linked(words: str, address: str) -> Markup:
    if not address.startswith(("http://", "https://", "mailto:", "tel:")):
        return escape(words)
    return Markup('<a href="{}">{}</a>').format(address, words)
