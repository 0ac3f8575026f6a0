"""Writes the letters of one campaign: from a decision to a page, from a page to a draft, or the reason it is held."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from outreach.campaign.campaign import ANNIVERSARY, PROJECT, Campaign
from outreach.campaign.folder import Folder
from outreach.campaign.improvement import answer_to, news_for
from outreach.campaign.occasion import Occasion
from outreach.campaign.records import who_of
from outreach.letter.draft import Draft, Held, Standards, draft
from outreach.letter.message import Frame, WaysBack, frame
from outreach.letter.page import (
    ClientPage,
    CompanyPage,
    DayPage,
    EventPage,
    FactsPage,
    ImprovementPage,
    Page,
    SenderPage,
)
from outreach.letter.records import ToWrite
from outreach.letter.template import Template
from outreach.letter.token import TokenKeys
from outreach.names.doubt import Doubt
from outreach.names.form import form_for
from outreach.names.salutation import salute
from outreach.names.saluted import Salutation
from outreach.settings import Settings, in_language
from outreach.store.words import Because, LetterKind

NEWS_IN_A_LETTER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What all letters of a campaign share; frames and signatures are made once per sender and language."""

    campaign: Campaign
    folder: Folder
    settings: Settings
    templates: Mapping[str, Template]
    occasions: Mapping[str, Occasion]
    keys: TokenKeys
    frames: dict[tuple[str, str], Frame] = field(default_factory=dict)

    def write(self, wanted: ToWrite, *, letter_id: int) -> Draft | Held:
        """The letter for one decision; pure but for the frames it remembers."""
        template = self.templates.get(wanted.language)
        if template is None:
            return Held(because=Because.LANGUAGE_UNKNOWN, detail=wanted.language)
        page = self.page(wanted)
        if isinstance(page, Held):
            return page
        return draft(
            template,
            page,
            shared=self._frame(wanted.sender, wanted.language),
            letter_id=letter_id,
            keys=self.keys,
            to=wanted.email,
            standards=self.standards,
        )

    @property
    def standards(self) -> Standards:
        return Standards(
            personal=frozenset(key for key, fact in self.settings.facts.items() if fact.personal),
            min_personal=self.settings.care.min_personal_facts,
            max_kilobytes=self.settings.letters.max_kilobytes,
        )

    def page(self, wanted: ToWrite) -> Page | Held:
        """What the template sees of this client; a doubtful name holds the letter."""
        language = wanted.language
        called = salute(wanted.person, language=language, form=form_for(self.settings.letters, language))
        if isinstance(called, Doubt):
            return Held(because=Because.NAME_DOUBTFUL, detail=called.code)
        return Page(
            language=language,
            salutation=called.opening,
            client=_client_page(wanted, called),
            day=self._day(wanted),
            facts=FactsPage(wanted.facts),
            sender=self._sender(wanted.sender, language),
            company=self._company(language),
            improvements=self._improvements(wanted),
            event=self._event(wanted),
        )

    def _day(self, wanted: ToWrite) -> DayPage:
        occasion = self.occasions.get(wanted.occasion)
        if occasion is None or occasion.day is None:
            return DayPage()
        left = (occasion.day - wanted.send_on).days
        page = DayPage(on=occasion.day, days_before=max(0, left), days_after=max(0, -left))
        if self.campaign.when.is_personal:
            return self._personal(page, occasion.day, wanted)
        holiday = occasion.holiday_of(who_of(wanted.client))
        if holiday is None:
            return page
        words = holiday.greetings
        return replace(
            page,
            name=holiday.names.in_language(wanted.language),
            greeting=words.before_the_day(wanted.language) if left > 0 else words.in_language(wanted.language),
        )

    def _personal(self, page: DayPage, day: dt.date, wanted: ToWrite) -> DayPage:
        """His own day; how many years it returns after, and what it was, unless it is his birthday."""
        when = self.campaign.when
        first = {ANNIVERSARY: wanted.first_order_on, PROJECT: wanted.greatest_order_on}.get(when.day)
        if first is None:
            return page
        what = wanted.greatest_order_what if when.day == PROJECT else None
        return replace(page, years=day.year - first.year, what=what or "")

    def _sender(self, key: str, language: str) -> SenderPage:
        sender = self.settings.senders[key]
        return SenderPage(
            name=in_language(sender.name, language),
            post=in_language(sender.post, language),
            email=sender.email,
            phones=sender.phones,
        )

    def _company(self, language: str) -> CompanyPage:
        company = self.settings.company
        return CompanyPage(
            name=in_language(company.name, language),
            city=in_language(company.city, language),
            address=in_language(company.address, language),
            hours=in_language(company.hours, language),
            site=company.site,
            phones=company.phones,
        )

    def _improvements(self, wanted: ToWrite) -> tuple[ImprovementPage, ...]:
        if self.campaign.kind is not LetterKind.NEWSLETTER:
            return ()
        news = news_for(
            self.folder.improvements,
            since=wanted.told_until,
            today=wanted.send_on,
            reason=wanted.reason,
            language=wanted.language,
        )
        return tuple(
            ImprovementPage(
                title=in_language(one.title, wanted.language), text=in_language(one.text, wanted.language), on=one.on
            )
            for one in news[:NEWS_IN_A_LETTER]
        )

    def _event(self, wanted: ToWrite) -> EventPage:
        if self.campaign.kind is not LetterKind.APOLOGY or not wanted.event:
            return EventPage()
        answer = answer_to(
            self.folder.improvements, reason=wanted.reason, today=wanted.send_on, language=wanted.language
        )
        done = in_language(answer.text, wanted.language) if answer else ""
        return EventPage(what=wanted.event, done=done, on=wanted.event_on)

    def _frame(self, key: str, language: str) -> Frame:
        if (key, language) not in self.frames:
            sender = self.settings.senders[key]
            letters = self.settings.letters
            self.frames[key, language] = frame(
                kind=self.campaign.kind,
                campaign=self.campaign.key,
                sender_name=in_language(sender.name, language),
                sender=sender.email,
                ways=WaysBack(
                    domain=letters.domain or sender.email.partition("@")[2],
                    bounce_address=letters.bounce_address,
                    unsubscribe_address=letters.unsubscribe_address,
                    web_url=self.settings.web.url,
                ),
            )
        return self.frames[key, language]


def _client_page(wanted: ToWrite, called: Salutation) -> ClientPage:
    """The parts of his name as they were understood; as the client list has them where his own words are used."""
    client, parts = wanted.client, called.parts
    return ClientPage(
        addressed=called.addressed,
        given_name=parts.given if parts else client.given_name or "",
        patronymic=parts.patronymic if parts else client.patronymic or "",
        family_name=parts.family if parts else client.family_name or "",
        gender=called.gender or client.gender or "",
        company=client.company or "",
        post=client.post or "",
        city=client.city or "",
        territory=client.territory or "",
        industry=client.industry or "",
        profession=client.profession or "",
        first_order_year=wanted.first_order_on.year if wanted.first_order_on else None,
        last_order_on=wanted.last_order_on,
        years_together=_whole_years(wanted.first_order_on, wanted.send_on),
        orders=wanted.orders or None,
    )


def _whole_years(since: dt.date | None, until: dt.date) -> int | None:
    if since is None:
        return None
    years = until.year - since.year - ((until.month, until.day) < (since.month, since.day))
    return years if years > 0 else None
