"""Make the tables of the advocates' desk; seal what families wrote, and keep of a form's key only its digest."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from assistant.casework import sealing

revision = "0002"
down_revision = "0001"

REFUSAL = "account_event is append-only"
TYPED = ("name_or_alias", "contact", "contact_when", "access_needs", "council_or_school", "message")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("issuer", "subject", name="uq_account_issuer"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_event"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at_what", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_at", "attempt", ["at"])
    op.create_index("ix_attempt_at_what", "attempt", ["at_what"])
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference_code", sa.String(17), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("urgency", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("try_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trouble", sa.String(100), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outgoing_try_after", "outgoing", ["try_after"])
    op.create_table(
        "citation_review",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("guide_id", sa.String(200), nullable=False),
        sa.Column("item_id", sa.String(200), nullable=False),
        sa.Column("passage_digest", sa.String(64), nullable=False),
        sa.Column("citation", sa.String(200), nullable=False),
        sa.Column("verdict", sa.String(40), nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("suggested", sa.Text, nullable=False),
        sa.Column("reviewer_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name="fk_citation_review_reviewer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_citation_review"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_citation_review_guide_id", "citation_review", ["guide_id"])
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("came_by", sa.String(200), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("was_upheld", sa.Boolean, nullable=True),
        sa.Column("handled_by", sa.Integer, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handled_by"], ["account.id"], name="fk_complaint_handled_by"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "gift",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("offered_to", sa.Integer, nullable=False),
        sa.Column("offered_on", sa.Date, nullable=False),
        sa.Column("giver", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("value_pence", sa.Integer, nullable=True),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["offered_to"], ["account.id"], name="fk_gift_offered_to"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_gift_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_gift"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("more", sa.Text, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.Integer, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_interest_account_id"),
        sa.ForeignKeyConstraint(["declared_by"], ["account.id"], name="fk_interest_declared_by"),
        sa.PrimaryKeyConstraint("id", name="pk_interest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interest_account_id", "interest", ["account_id"])
    op.create_table(
        "sign_in",
        sa.Column("token_digest", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_account_id"),
        sa.PrimaryKeyConstraint("token_digest", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "case_conflict",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("referral_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_case_conflict_account_id"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_case_conflict_referral_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_conflict"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_conflict_referral_id", "case_conflict", ["referral_id"])
    op.create_table(
        "case_entry",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("referral_id", sa.Integer, nullable=False),
        sa.Column("idempotency_key", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("author_id", sa.Integer, nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_case_entry_author_id"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="fk_case_entry_referral_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case_entry"),
        sa.UniqueConstraint("idempotency_key", name="uq_case_entry_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_entry_referral_id", "case_entry", ["referral_id"])
    op.create_table(
        "supervision",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("referral_id", sa.Integer, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Integer, nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer, nullable=True),
        sa.Column("met_the_policy", sa.Boolean, nullable=True),
        sa.Column("findings", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["account.id"], name="fk_supervision_drawn_by"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_supervision_referral_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["account.id"], name="fk_supervision_reviewed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_supervision"),
        sa.UniqueConstraint("referral_id", name="uq_supervision_referral_id"),
        sqlite_autoincrement=True,
    )
    _seal_referrals()
    _seal_feedback()
    if op.get_context().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _seal_referrals() -> None:
    with op.batch_alter_table("referral", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("passphrase_hash", sa.Text, nullable=True))
        table.add_column(sa.Column("owner_id", sa.Integer, nullable=True))
        table.add_column(sa.Column("topics", sa.JSON, nullable=True))
        table.add_column(sa.Column("may_be_sampled", sa.Boolean, nullable=True))
        table.add_column(sa.Column("due_on", sa.Date, nullable=True))
        table.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("outcome", sa.String(40), nullable=True))
        table.add_column(sa.Column("seen", sa.Text, nullable=True))
        table.create_foreign_key("fk_referral_owner_id", "account", ["owner_id"], ["id"])
    referral = sa.table(
        "referral",
        sa.column("id", sa.Integer),
        sa.column("idempotency_key", sa.String),
        sa.column("snapshot", sa.JSON),
        sa.column("seen", sa.Text),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("due_on", sa.Date),
        sa.column("topics", sa.JSON),
        sa.column("may_be_sampled", sa.Boolean),
        *(sa.column(name, sa.Text) for name in TYPED),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(referral)).mappings().all():
        seal = sealing.make_if_missing()
        connection.execute(
            sa.update(referral)
            .where(referral.c.id == row["id"])
            .values(
                idempotency_key=hashlib.sha256(row["idempotency_key"].encode()).hexdigest(),
                seen=seal.seal(json.dumps(row["snapshot"], ensure_ascii=False)),
                # nobody was promised a day by then: the day it came is the earliest, so it is taken first
                due_on=row["created_at"].date(),
                topics=[],
                may_be_sampled=False,
                **{name: seal.seal(row[name]) for name in TYPED},
            )
        )
    with op.batch_alter_table("referral", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("snapshot")
        table.drop_column("owner")
        table.alter_column("seen", new_column_name="snapshot", existing_type=sa.Text, nullable=False)
        table.alter_column("topics", existing_type=sa.JSON, nullable=False)
        table.alter_column("may_be_sampled", existing_type=sa.Boolean, nullable=False)
        table.alter_column("due_on", existing_type=sa.Date, nullable=False)
    op.create_index("ix_referral_owner_id", "referral", ["owner_id"])


def _seal_feedback() -> None:
    feedback = sa.table("feedback", sa.column("id", sa.Integer), sa.column("comment", sa.Text))
    connection = op.get_bind()
    for row in connection.execute(sa.select(feedback)).mappings().all():
        sealed = sealing.make_if_missing().seal(row["comment"])
        connection.execute(sa.update(feedback).where(feedback.c.id == row["id"]).values(comment=sealed))


def _guard_on_sqlite() -> None:
    for name, when in {
        "no_update": "BEFORE UPDATE ON account_event",
        "no_delete": "BEFORE DELETE ON account_event",
        # INSERT OR REPLACE deletes without calling the trigger above
        "no_replace": "BEFORE INSERT ON account_event WHEN EXISTS (SELECT 1 FROM account_event WHERE id = NEW.id)",
    }.items():
        op.execute(f"CREATE TRIGGER account_event_{name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION account_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER account_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION account_event_refuse()"
    )
