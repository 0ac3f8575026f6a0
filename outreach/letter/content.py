"""All that makes the words or the audience of a campaign, as named inputs of the digest an approval is bound to."""

from collections.abc import Mapping
from pathlib import Path

from outreach.almanac.table import find_day
from outreach.campaign.campaign import Campaign
from outreach.campaign.folder import Folder, languages_of
from outreach.letter.template import Template, read_template
from outreach.settings import Settings
from outreach.store.words import LetterKind

TELLS_IMPROVEMENTS = frozenset({LetterKind.NEWSLETTER, LetterKind.APOLOGY})


def templates_of(campaign: Campaign, *, templates: Path, settings: Settings) -> dict[str, Template]:
    """The campaign's template in every language; FilesAreWrong if one of them has a mistake."""
    return {
        language: read_template(campaign.template, language=language, folder=templates, facts=settings.facts)
        for language in sorted(languages_of(campaign.template, templates=templates))
    }


def content_inputs(
    campaign: Campaign, *, folder: Folder, settings: Settings, compiled: Mapping[str, Template]
) -> dict[str, bytes]:
    """Name and bytes of every input; a template's digest stands for its includes, layout and style."""
    inputs: dict[str, object] = {
        "audience": (campaign.segment, campaign.call_segment),  # with what the saved segments say
        "rules of lapse": settings.lapse,
        "rules of care": settings.care,
        "ground": settings.law,
        "senders": sorted(settings.senders.items()),
        "company": settings.company,
        "addresses": (settings.letters, settings.web.url),
    }
    if campaign.when.day and not campaign.when.is_birthday:
        inputs["holiday"] = find_day(folder.almanac, campaign.when.day)
    if campaign.kind in TELLS_IMPROVEMENTS:
        inputs["improvements"] = folder.improvements
    asked = {fact for template in compiled.values() for fact in template.facts_asked}
    inputs["frames"] = sorted((key, frame) for key, frame in settings.facts.items() if key in asked)
    made = {name: repr(value).encode() for name, value in inputs.items()}
    made["campaign file"] = campaign.content
    for language, template in compiled.items():
        made[f"template {language}"] = template.digest.encode()
    return made
