"""Which form of address the firm chose for a language; a client's own column `addressing` comes before it."""

from outreach.settings import Letters


def form_for(letters: Letters, language: str) -> str:
    """One of "full", "name" and "pan"; "" where there is nothing to choose."""
    return {"ru": letters.address_ru, "uk": letters.address_uk}.get(language, "")
