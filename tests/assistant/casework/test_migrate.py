from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from assistant.casework.columns import WORD_LENGTH, Base
from assistant.casework.migrate import VERSION_TABLE, open_database, upgrade
from assistant.casework.models import EventKind, FeedbackKind, ReferralState
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.vocabulary import HandoffReason, Urgency
from tests.assistant.casework.builders import submitted


def test_migrations_make_from_nothing_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_server_default": True}
        )

        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing_and_loses_nothing(engine, url):
    receipt = submitted(engine)

    upgrade(engine)

    assert submitted(engine) == receipt


def test_several_may_start_at_once(url):
    with ThreadPoolExecutor(4) as threads:
        engines = list(threads.map(lambda _: open_database(url), range(4)))

    assert {"referral", "referral_event", "feedback"} <= set(inspect(engines[0]).get_table_names())
    for engine in engines:
        engine.dispose()


def test_tables_of_other_parts_in_the_same_database_are_left_alone(engine):
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE passage (id INTEGER PRIMARY KEY)"))

    upgrade(engine)

    assert "passage" in inspect(engine).get_table_names()


def test_database_of_a_newer_version_is_refused(engine):
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(CaseworkUnavailableError, match="newer version") as caught:
        upgrade(engine)

    assert caught.value.trouble is Trouble.TOO_NEW


@pytest.mark.parametrize("vocabulary", [HandoffReason, Urgency, ReferralState, EventKind, FeedbackKind])
def test_every_word_fits_its_column(vocabulary):
    assert max(map(len, vocabulary)) <= WORD_LENGTH
