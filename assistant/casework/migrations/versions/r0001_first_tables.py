"""Make the tables of referrals, their audit and feedback; the audit is append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

REFUSAL = "referral_event is append-only"


def upgrade() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference_code", sa.String(17), nullable=False),
        sa.Column("idempotency_key", sa.String(100), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(200), nullable=True),
        sa.Column("name_or_alias", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("contact_when", sa.Text, nullable=False),
        sa.Column("access_needs", sa.Text, nullable=False),
        sa.Column("council_or_school", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("consent_wording", sa.Text, nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("snapshot", sa.JSON, nullable=False),
        sa.Column("reply_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_after", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
        sa.UniqueConstraint("reference_code", name="uq_referral_reference_code"),
        sa.UniqueConstraint("idempotency_key", name="uq_referral_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referral_delete_after", "referral", ["delete_after"])
    op.create_table(
        "referral_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference_code", sa.String(17), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referral_event_reference_code", "referral_event", ["reference_code"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("guide_ids", sa.JSON, nullable=False),
        sa.Column("statement_ids", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_after", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("idempotency_key", name="uq_feedback_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_delete_after", "feedback", ["delete_after"])
    if op.get_context().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    for name, when in {
        "no_update": "BEFORE UPDATE ON referral_event",
        "no_delete": "BEFORE DELETE ON referral_event",
        # INSERT OR REPLACE deletes without calling the trigger above
        "no_replace": "BEFORE INSERT ON referral_event WHEN EXISTS (SELECT 1 FROM referral_event WHERE id = NEW.id)",
    }.items():
        op.execute(f"CREATE TRIGGER referral_event_{name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION referral_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER referral_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION referral_event_refuse()"
    )
