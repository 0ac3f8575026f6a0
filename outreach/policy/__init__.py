"""Whom we may write to, and when: suppression, consent, caps per kind, pauses."""
