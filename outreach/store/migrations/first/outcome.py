"""The first tables of outcome: what came of it."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _returns()


def _returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_returns_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_returns_client_id_clients")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_returns_decision_id_decisions")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_returns_order_id_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_returns_decision_id")),
    )
    op.create_index(op.f("ix_returns_campaign_id_choice"), "returns", ["campaign_id", "choice"], unique=False)
