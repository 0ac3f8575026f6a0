"""The signs of the lost and their priority."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """New columns are empty until the next refresh or import fills them."""
    _lapse()
    _indexes()
    _desk()
    _people()
    _apart()
    _sources()
    _faith()


def _lapse() -> None:
    """What the signs and the model need, per client and for the firm."""
    op.add_column("client_facts", sa.Column("group_code", sa.String(), nullable=True))
    op.add_column("client_facts", sa.Column("group_order_on", sa.Date(), nullable=True))
    op.add_column("client_facts", sa.Column("silent_90", sa.Integer(), nullable=True))
    op.add_column("client_facts", sa.Column("priority", sa.BigInteger(), nullable=True))
    op.create_index("ix_client_facts_priority", "client_facts", ["priority"])
    op.add_column("business_facts", sa.Column("model", sa.JSON(), nullable=True))
    op.add_column("business_facts", sa.Column("fitted_on", sa.Date(), nullable=True))
    op.add_column("business_facts", sa.Column("fitted_orders", sa.Integer(), nullable=False, server_default="0"))
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


def _indexes() -> None:
    """All that a refresh reads of millions of rows stands in an index, in the order in which it is read."""
    op.drop_index("ix_orders_ordered_on", "orders")
    op.create_index("ix_orders_by_day", "orders", ["ordered_on", "client_id", "amount"])
    op.drop_index("ix_inquiries_client_id_asked_on", "inquiries")
    columns = ["client_id", "asked_on", "answered_on", "order_number"]
    op.create_index("ix_inquiries_covering", "inquiries", columns)
    op.create_index("ix_inquiries_by_day", "inquiries", ["asked_on", "client_id"])
    is_open, has_ended = sa.text("ended_on IS NULL"), sa.text("ended_on IS NOT NULL")
    op.create_index(
        "ix_lapses_open", "lapses", ["client_id", "lost_on"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.drop_index("ix_lapses_ended_on", "lapses")
    op.create_index("ix_lapses_ended_on", "lapses", ["ended_on"], sqlite_where=has_ended, postgresql_where=has_ended)


def _desk() -> None:
    """What a person does with clients: merge them, take an import back, note and plan."""
    moment = sa.DateTime(timezone=True)
    op.add_column("clients", sa.Column("debt", sa.BigInteger(), nullable=True))
    op.add_column("clients", sa.Column("cleared", sa.String(), nullable=True))
    op.add_column("clients", sa.Column("contact_on", sa.Date(), nullable=True))
    op.add_column("clients", sa.Column("contact_by", sa.String(), nullable=True))
    op.add_column("clients", sa.Column("contact_about", sa.Text(), nullable=True))
    is_merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_clients_merged_into", "clients", ["merged_into"], sqlite_where=is_merged, postgresql_where=is_merged
    )
    op.add_column("imports", sa.Column("spans", sa.JSON(), nullable=True))
    op.add_column("imports", sa.Column("undone_at", moment, nullable=True))
    op.create_table(
        "import_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_changes_import_id_imports"),
        sa.PrimaryKeyConstraint("id", name="pk_import_changes"),
    )
    op.create_index("ix_import_changes_import_id", "import_changes", ["import_id"])
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", moment, nullable=True),
        sa.ForeignKeyConstraint(["gone_id"], ["clients.id"], name="fk_merges_gone_id_clients"),
        sa.ForeignKeyConstraint(["kept_id"], ["clients.id"], name="fk_merges_kept_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_gone_id", "merges", ["gone_id"])


def _people() -> None:
    """Who looked after a client and when, and who works at his firm."""
    op.create_table(
        "managers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("manager", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_managers_client_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_managers"),
    )
    op.create_index("ix_managers_client_id", "managers", ["client_id"])
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("post", "phone", "email")),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_people_client_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("client_id", "name", name="uq_people_client_id_name"),
    )


def _apart() -> None:
    """Who was said to be different people."""
    op.create_table(
        "apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_apart_ordered")),
        sa.ForeignKeyConstraint(["one_id"], ["clients.id"], name="fk_apart_one_id_clients"),
        sa.ForeignKeyConstraint(["other_id"], ["clients.id"], name="fk_apart_other_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_apart"),
    )
    stands = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_apart_standing",
        "apart",
        ["one_id", "other_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def _sources() -> None:
    """How far the databases of others have been read."""
    op.create_table(
        "source_marks",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("source", "what", "digest")),
        sa.Column("mark", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "what", name="pk_source_marks"),
    )


def _faith() -> None:
    """Whom a religious day concerns: only who has one here."""
    op.add_column("clients", sa.Column("faith", sa.String(), nullable=True))
