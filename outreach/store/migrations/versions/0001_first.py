"""The first tables."""

from outreach.store.migrations.first import book, campaign, ground, inbox, lapse, outbox, outcome, policy

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table, those first that others point at; the rows that always stand are seeded afterwards."""
    book.create()
    lapse.create()
    policy.create()
    campaign.create()
    outbox.create()
    inbox.create()
    outcome.create()
    ground.create()
