import csv
import datetime
import io
import itertools
from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.casework.accounts import add_account
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import AccountEvent, AccountEventKind, Role
from assistant.casework.funder_report import (
    BANDS,
    OUTCOMES,
    REASONS,
    SMALLEST_SHOWN,
    FunderReport,
    as_csv,
    funder_report,
    shown,
)
from assistant.casework.models import EventKind, ReferralEvent
from assistant.casework.referrals import delete_referral
from assistant.casework.rights import NotAllowedError
from corpus.vocabulary import HandoffReason
from tests.assistant.casework.builders import NOW, TYPED, submitted

MONDAY = datetime.datetime(2026, 11, 2, 10, 0, tzinfo=datetime.UTC)
IN_DECEMBER = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
MANY = 6  # families: enough to be shown, and more than the five that are kept back beside the noughts


@pytest.fixture
def lead(engine):
    """Somebody whom an OpenID provider vouches for, so that no sign-in of ours ends in the days of a test."""
    return an_account(engine, Role.LEAD)


def an_account(engine, role):
    return add_account(
        engine, issuer="https://sign-in.example", subject=role, name=role, role=role, now=NOW, who="terminal:tests"
    )


def happened(engine, code, at, what, **detail):
    with writing(engine) as session:
        session.add(ReferralEvent(reference_code=code, at=at, who="account:1 Ada", what=what, detail=detail))


def came(engine, at=MONDAY, number=MANY, reason=HandoffReason.DEADLINE_NEAR):
    """Write of so many cases that they came, as the audit has it; return their codes."""
    with reading(engine) as session:
        before = len(session.scalars(select(ReferralEvent.id)).all())
    codes = [f"SA-{before + each:014}" for each in range(number)]
    for code in codes:
        happened(engine, code, at, EventKind.CREATED, reason=reason.value, urgency="routine")
    return codes


def counts_of(table):
    """Return what is shown of a table, without what is not."""
    return {word: count for word, count in table.items() if count is not None}


def reported(engine, lead, now=IN_DECEMBER, months=12):
    return funder_report(engine, lead, now, months)


def hidden_beside(engine, at=MONDAY):
    """Let more families come, so that the smallest cell that is kept back is theirs: five, with another reason."""
    return came(engine, at, SMALLEST_SHOWN, HandoffReason.LANGUAGE)


def test_families_are_counted_by_month_reason_outcome_and_wait(engine, lead):
    november = came(engine, MONDAY, 7)
    hidden_beside(engine, MONDAY - 31 * DAY)
    for code in november:
        happened(engine, code, MONDAY + 2 * DAY, EventKind.WRITTEN_TO_FAMILY)
        happened(engine, code, MONDAY + 3 * DAY, EventKind.CLOSED, outcome="advice_given")

    report = reported(engine, lead)

    # of each table the five of October are kept back, because the noughts are
    assert (report.first_month, report.last_month, report.families) == ("2025-12", "2026-11", 12)
    assert counts_of(report.by_month) == {"2026-11": 7}
    assert counts_of(report.by_reason) == {"deadline_near": 7}
    assert counts_of(report.by_outcome) == {"advice_given": 7}
    assert counts_of(report.by_waiting) == {"one_or_two_working_days": 7}


def test_every_word_of_the_vocabularies_is_there_and_nothing_else(engine, lead):
    came(engine)

    report = reported(engine, lead, months=3)

    assert tuple(report.by_month) == ("2026-09", "2026-10", "2026-11")
    assert tuple(report.by_reason) == REASONS
    assert tuple(report.by_outcome) == OUTCOMES
    assert tuple(report.by_waiting) == BANDS


def test_month_that_is_not_over_and_months_before_the_period_are_left_out(engine, lead):
    came(engine, datetime.datetime(2026, 11, 30, 23, 59, tzinfo=datetime.UTC), 6)
    came(engine, datetime.datetime(2026, 12, 1, 0, 0, tzinfo=datetime.UTC), 7)
    # in England it was summer, and already September
    came(engine, datetime.datetime(2026, 8, 31, 23, 0, tzinfo=datetime.UTC), 8)
    came(engine, datetime.datetime(2026, 8, 31, 22, 59, tzinfo=datetime.UTC), 9)

    report = reported(engine, lead, months=3)

    assert report.families == 6 + 8
    assert counts_of(report.by_month) == {"2026-09": 8}


def test_case_that_was_erased_still_counts(engine, lead):
    codes = [submitted(engine, str(number), now=MONDAY).reference_code for number in range(MANY)]
    hidden_beside(engine)
    for code in codes:
        delete_referral(engine, code, who="family", now=MONDAY + DAY)

    report = reported(engine, lead)

    assert report.families == MANY + SMALLEST_SHOWN
    assert counts_of(report.by_outcome) == {"erased_before_it_ended": MANY}
    assert counts_of(report.by_reason) == {"asked_for_person": MANY}


@pytest.mark.parametrize(
    ("story", "ending"),
    [
        ([(EventKind.WITHDRAWN, {"was": "new"})], "withdrawn"),
        ([(EventKind.WITHDRAWN, {"was": "new"}), (EventKind.DELETED, {"why": "asked"})], "withdrawn"),
        ([(EventKind.CLOSED, {"outcome": "passed_on"}), (EventKind.DELETED, {"why": "retention"})], "passed_on"),
        ([(EventKind.CLOSED, {"outcome": "passed_on"}), (EventKind.STATE_CHANGED, {"state": "claimed"})], "not_ended"),
        ([(EventKind.STATE_CHANGED, {"state": "answered"})], "not_ended"),
        ([(EventKind.READ, {})], "not_ended"),
    ],
)
def test_how_a_case_ended_last_is_counted(engine, lead, story, ending):
    codes = came(engine)
    others = came(engine, number=SMALLEST_SHOWN)
    for code in others:  # kept back, so that the others are not
        happened(engine, code, MONDAY, EventKind.CLOSED, outcome="not_reached")
    for code, (what, detail) in itertools.product(codes, story):
        happened(engine, code, MONDAY + DAY, what, **detail)

    assert counts_of(reported(engine, lead).by_outcome) == {ending: MANY}


@pytest.mark.parametrize(
    ("came_at", "answered_at", "band"),
    [
        ("2026-11-02T09:00", "2026-11-02T17:00", "same_day"),
        ("2026-11-07T09:00", "2026-11-08T09:00", "same_day"),  # Saturday to Sunday
        ("2026-11-07T09:00", "2026-11-09T09:00", "same_day"),  # Saturday to Monday, the first working day
        ("2026-11-06T09:00", "2026-11-08T09:00", "same_day"),  # Friday to Sunday: no working day between
        ("2026-11-06T09:00", "2026-11-09T09:00", "one_or_two_working_days"),  # Friday to Monday: 1
        ("2026-11-02T09:00", "2026-11-04T09:00", "one_or_two_working_days"),  # 2
        ("2026-11-02T09:00", "2026-11-05T09:00", "three_to_five_working_days"),  # 3
        ("2026-11-02T09:00", "2026-11-09T09:00", "three_to_five_working_days"),  # 5
        ("2026-11-02T09:00", "2026-11-10T09:00", "six_to_ten_working_days"),  # 6
        ("2026-11-02T09:00", "2026-11-15T09:00", "six_to_ten_working_days"),  # a Sunday, after 9
        ("2026-11-02T09:00", "2026-11-16T09:00", "six_to_ten_working_days"),  # 10
        ("2026-11-02T09:00", "2026-11-17T09:00", "over_ten_working_days"),  # 11
        ("2026-11-02T09:00", "2027-11-02T09:00", "over_ten_working_days"),
    ],
)
@pytest.mark.parametrize("what", [EventKind.WRITTEN_TO_FAMILY, EventKind.STATE_CHANGED])
def test_wait_is_counted_in_working_days_to_the_first_answer(engine, lead, came_at, answered_at, band, what):
    first, answered = (
        datetime.datetime.fromisoformat(each).replace(tzinfo=datetime.UTC) for each in (came_at, answered_at)
    )
    codes = came(engine, first)
    hidden_beside(engine)  # these wait
    for code in codes:
        happened(engine, code, answered, what, **({"state": "answered"} if what is EventKind.STATE_CHANGED else {}))
        happened(engine, code, answered + 90 * DAY, EventKind.WRITTEN_TO_FAMILY)

    assert counts_of(reported(engine, lead).by_waiting) == {band: MANY}


def test_case_that_is_only_worked_on_is_not_answered_yet(engine, lead):
    for code in came(engine):
        happened(engine, code, MONDAY, EventKind.STATE_CHANGED, state="waiting")
    for code in hidden_beside(engine):
        happened(engine, code, MONDAY, EventKind.WRITTEN_TO_FAMILY)

    assert counts_of(reported(engine, lead).by_waiting) == {"not_yet": MANY}


@pytest.mark.parametrize("detail", [{}, {"reason": TYPED}])
def test_reason_that_is_none_of_ours_is_not_repeated(engine, lead, detail):
    for number in range(MANY):
        happened(engine, f"SA-OLD-{number}", MONDAY, EventKind.CREATED, **detail)
    hidden_beside(engine)

    report = reported(engine, lead)

    assert counts_of(report.by_reason) == {"not_recorded": MANY}
    assert TYPED not in as_csv(report)


def test_service_that_nobody_asked_has_an_empty_report(engine, lead):
    report = reported(engine, lead)

    assert report.families is None
    assert counts_of(report.by_month) == {}


def test_report_that_is_read_is_on_record(engine, lead):
    reported(engine, lead, months=6)

    with reading(engine) as session:
        read = select(AccountEvent).where(AccountEvent.what == AccountEventKind.FUNDER_REPORT_READ)
        [event] = session.scalars(read)
    assert (event.who, event.detail) == (lead.who, {"months": "6"})


@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.STAFF])
def test_only_leads_read_the_report(engine, role):
    with pytest.raises(NotAllowedError):
        reported(engine, an_account(engine, role))


@pytest.mark.parametrize("months", [0, 1, 4, 11, 13, -3])
def test_period_of_another_length_is_refused(engine, lead, months):
    with pytest.raises(ValueError, match="expected one of"):
        reported(engine, lead, months=months)


def test_table_holds_words_and_numbers_and_says_what_is_not_shown():
    report = FunderReport(
        "2026-10",
        "2026-11",
        13,
        {"2026-10": 6, "2026-11": 7},
        {"language": None, "deadline_near": 13},
        {"advice_given": None},
        {"same_day": None},
    )

    lines = list(csv.reader(io.StringIO(as_csv(report))))

    assert lines == [
        ["counted by", "what", "families"],
        ["all", "2026-10 to 2026-11", "13"],
        ["month", "2026-10", "6"],
        ["month", "2026-11", "7"],
        ["reason", "language", "not shown"],
        ["reason", "deadline near", "13"],
        ["outcome", "advice given", "not shown"],
        ["wait for the first answer", "same day", "not shown"],
        ["note", "not shown: fewer than 5, or kept back so that these stay unknown", ""],
    ]


@pytest.mark.parametrize(
    ("table", "kept"),
    [
        ({"a": 5, "b": 6}, {"a": 5, "b": 6}),
        ({"a": 4, "b": 6, "c": 9}, {"a": None, "b": None, "c": 9}),
        ({"a": 0, "b": 6, "c": 6, "d": 7}, {"a": None, "b": None, "c": None, "d": 7}),
        ({"a": 4, "b": 3}, {"a": None, "b": None}),
        ({"a": 4, "b": 4}, {"a": None, "b": None}),
        ({"a": 0, "b": 5}, {"a": None, "b": None}),
    ],
)
def test_small_cells_are_kept_back_with_the_smallest_of_the_others(table, kept):
    _, [found] = shown([table])

    assert found == kept


def test_total_is_kept_back_where_it_is_small_itself():
    assert shown([{"a": 4, "b": 0}, {"c": 4, "d": 0}])[0] is None
    assert shown([{"a": 5, "b": 0}, {"c": 4, "d": 1}])[0] == 5


@pytest.mark.parametrize("tables", [[], [{"a": 9}], [{"a": 9, "b": 0}, {"c": 8, "d": 0}]])
def test_tables_that_do_not_count_the_same_families_are_refused(tables):
    with pytest.raises(ValueError, match="expected one"):
        shown(tables)


def published(tables):
    """Return what a reader gets, as a key."""
    total, kept = shown(tables)
    return total, tuple(tuple(table.items()) for table in kept)


def test_reader_who_knows_the_rules_cannot_tell_any_cell_that_is_kept_back():
    # every report there is of a table of two cells beside one of three, up to 17 families
    could_be = defaultdict(list)
    for total in range(18):
        for a in range(total + 1):
            for c, d in itertools.product(range(total + 1), repeat=2):
                if c + d <= total:
                    tables = [{"a": a, "b": total - a}, {"c": c, "d": d, "e": total - c - d}]
                    could_be[published(tables)].append((total, tables))

    assert len(could_be) > 100
    for (total, kept), origins in could_be.items():
        if total is None:
            assert len({each for each, _ in origins}) > 1
        for place, table in enumerate(kept):
            for word, count in table:
                values = {tables[place][word] for _, tables in origins}
                assert len(values) > 1 if count is None else values == {count}


@st.composite
def tables_of_the_same_families(draw):
    total = draw(st.integers(0, 40))
    tables = []
    for place in range(draw(st.integers(1, 4))):
        last = draw(st.integers(1, 6))
        found = Counter(draw(st.lists(st.integers(0, last), min_size=total, max_size=total)))
        tables.append({f"{place}-{cell}": found[cell] for cell in range(last + 1)})
    return tables


def others_like(tables, place, word):
    """Return reports in which this cell has another number, and which a reader may not be able to tell from this."""
    table = tables[place]
    for beside in table.keys() - {word}:
        swapped = table | {word: table[beside], beside: table[word]}
        more = table | {word: table[word] + 1, beside: table[beside] - 1}
        less = table | {word: table[word] - 1, beside: table[beside] + 1}
        for changed in (swapped, more, less):
            if min(changed.values()) >= 0 and changed[word] != table[word]:
                yield [*tables[:place], changed, *tables[place + 1 :]]
    for families in (0, 1):  # of the smallest reports nothing is told, not even the total
        if table[word] != families:
            yield [
                dict.fromkeys(each, 0) | {(word if each is table else next(iter(each))): families} for each in tables
            ]


@settings(max_examples=300, deadline=None)
@given(tables_of_the_same_families())
def test_no_cell_that_is_kept_back_can_be_worked_out_from_totals(tables):
    total, kept = shown(tables)

    for place, table in enumerate(kept):
        for word, count in table.items():
            if count is not None:
                assert count == tables[place][word] >= SMALLEST_SHOWN
            else:
                assert any(published(other) == published(tables) for other in others_like(tables, place, word))
    assert total in (None, sum(tables[0].values()))
