"""The first tables of lapse: who is lost."""

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _client_facts()
    _lapses()
    _business_facts()


def _client_facts() -> None:
    op.create_table(
        "client_facts",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("first_order_on", sa.Date(), nullable=True),
        sa.Column("last_order_on", sa.Date(), nullable=True),
        sa.Column("order_days", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("revenue_year", sa.BigInteger(), nullable=False),
        sa.Column("last_inquiry_on", sa.Date(), nullable=True),
        sa.Column("inquiries_since_order", sa.Integer(), server_default="0", nullable=False),
        sa.Column("typical_gap", sa.Integer(), nullable=True),
        sa.Column("at_risk_on", sa.Date(), nullable=True),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("stated_reason", sa.String(), nullable=True),
        sa.Column("verified_reason", sa.String(), nullable=True),
        sa.Column("touch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_client_facts_client_id_clients")),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_facts")),
    )
    op.create_index(op.f("ix_client_facts_at_risk_on"), "client_facts", ["at_risk_on"], unique=False)
    op.create_index(op.f("ix_client_facts_lost_on_revenue"), "client_facts", ["lost_on", "revenue"], unique=False)
    op.create_index(op.f("ix_client_facts_revenue_lost_on"), "client_facts", ["revenue", "lost_on"], unique=False)


def _lapses() -> None:
    op.create_table(
        "lapses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("value_year", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_order", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_lapses_client_id_clients")),
        sa.ForeignKeyConstraint(["ended_by_order"], ["orders.id"], name=op.f("fk_lapses_ended_by_order_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lapses")),
        sa.UniqueConstraint("client_id", "lost_on", name=op.f("uq_lapses_client_id_lost_on")),
    )
    op.create_index(op.f("ix_lapses_ended_on"), "lapses", ["ended_on"], unique=False)
    op.create_index(op.f("ix_lapses_lost_on"), "lapses", ["lost_on"], unique=False)


def _business_facts() -> None:
    op.create_table(
        "business_facts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("median_gap", sa.Integer(), nullable=True),
        sa.Column("gold_from", sa.BigInteger(), nullable=True),
        sa.Column("silver_from", sa.BigInteger(), nullable=True),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("settings_digest", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_business_facts_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_business_facts")),
    )
