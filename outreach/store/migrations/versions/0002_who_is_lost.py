"""The signs of the lost and their priority."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """New columns are empty until the next refresh or import fills them."""
    _lapse()


def _lapse() -> None:
    """What the signs and the model need, per client and for the firm."""
    op.add_column("client_facts", sa.Column("silent_90", sa.Integer(), nullable=True))
    op.add_column("client_facts", sa.Column("priority", sa.BigInteger(), nullable=True))
    op.create_index("ix_client_facts_priority", "client_facts", ["priority"])
    op.add_column("business_facts", sa.Column("model", sa.JSON(), nullable=True))
    op.add_column("business_facts", sa.Column("fitted_on", sa.Date(), nullable=True))
    op.create_table(
        "client_signs",
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_client_signs_client_id_clients"),
        sa.PrimaryKeyConstraint("client_id", "sign", name="pk_client_signs"),
    )
    op.create_index("ix_client_signs_sign_since", "client_signs", ["sign", "since"])
