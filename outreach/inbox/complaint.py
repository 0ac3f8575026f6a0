"""Complaints: reports by which a mailbox provider says that a person called our letter spam (RFC 5965)."""

from outreach.inbox.parse import Mail

ABUSE = "abuse"  # RFC 5965 §3.1; `fraud`, `virus` and `not-spam` are not a person's wish to hear no more


def is_complaint(mail: Mail) -> bool:
    """A feedback report of type abuse; other types and free texts are none."""
    return mail.feedback is not None and mail.feedback.first("feedback-type").lower() == ABUSE
