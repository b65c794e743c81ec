"""Oversight through the page: the sample and its reviews, the counts for funders, and the audit. For leads alone."""

import datetime
import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, update
from streamlit.testing.v1 import AppTest

from assistant import clock
from assistant.casework import cases, funder_report, supervision
from assistant.casework.accounts import add_account
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import AccountEvent, AccountEventKind, Role
from assistant.casework.funder_report import NOT_SHOWN, as_csv
from assistant.casework.models import CaseEntry, EntryKind, EventKind, Referral, ReferralState
from assistant.casework.referrals import delete_referral, note
from assistant.casework.rights import Person
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.vocabulary import HandoffReason
from tests.assistant.casework.builders import submitted
from ui import desk_forms
from ui.resources import OVERRIDES
from ui.screens import oversight

OpenPage = Callable[..., AppTest]
ISSUER = "https://id.example.org"
LONG_AGO = datetime.datetime(2024, 1, 2, 12, tzinfo=datetime.UTC)
HOSTILE = "<b>Kassandra</b> & *co*"
MET, FINDINGS = "Did it meet the policy?", "What you found (needed where it did not)"
SNAPSHOT = {
    "turns": [
        {
            "asked": f"They said no {HOSTILE}",
            "on": "2026-01-02",
            "reply": {
                "status": "answer",
                "text": "whole answer",
                "direct": [{"id": "g/one", "text": f"They must answer. {HOSTILE}", "citations": [0]}],
                "citations": [
                    {
                        "title": "An Act",
                        "pinpoint": "section 36",
                        "url": "https://www.example.org/36",
                        "our_words": "ours",
                        "quote": f"official {HOSTILE}",
                        "status": "in_force",
                        "as_at": "2026-01-01",
                    }
                ],
            },
        },
        {"asked": "And now", "on": "2026-01-02", "reply": {"status": "handoff", "text": "A person can help."}},
    ]
}


def an_account(engine: Engine, name: str, role: Role) -> Person:
    return add_account(
        engine, issuer=ISSUER, subject=name, name=name.title(), role=role, now=LONG_AGO, who="terminal:tests"
    )


@pytest.fixture
def amina(engine: Engine) -> Person:
    return an_account(engine, "amina", Role.ADVOCATE)


@pytest.fixture
def lea(engine: Engine) -> Person:
    return an_account(engine, "lea", Role.LEAD)


@pytest.fixture
def visit(open_page: OpenPage) -> Callable[[Person], AppTest]:
    def visited(person: Person) -> AppTest:
        return open_page(person=lambda: person).switch_page("screens/oversight.py").run()

    return visited


def finished(engine: Engine, key: str = "first", *, owner: Person | None = None, **fields: Any) -> str:
    """Return the code of a case that was answered."""
    code = submitted(engine, key, **{"may_be_sampled": True, "snapshot": SNAPSHOT, **fields}).reference_code
    with writing(engine) as session:
        session.execute(
            update(Referral)
            .where(Referral.reference_code == code)
            .values(state=ReferralState.ANSWERED, owner_id=owner.account_id if owner else None)
        )
    return code


def drawn(engine: Engine, lead: Person, **fields: Any) -> str:
    code = finished(engine, **fields)
    assert supervision.draw_sample(engine, lead, clock.now(), 1) == [code]
    return code


def written(engine: Engine, code: str, kind: EntryKind, text: str) -> None:
    with writing(engine) as session:
        id_ = session.query(Referral.id).filter_by(reference_code=code).scalar()
        session.add(CaseEntry(referral_id=id_, idempotency_key=text[:90], kind=kind, text=text, at=LONG_AGO))


def happened(engine: Engine, lead: Person, what: EventKind) -> int:
    return sum(event.what is what for event in cases.audit(engine, lead, clock.now()))


def shown(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def rows_of(page: AppTest, column: str) -> list[str]:
    """Return the rows of the table that has this column."""
    found = next(each for each in re.findall(r"<table.*?</table>", shown(page)) if f'<th scope="col">{column}<' in each)
    return re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", found)


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def widget(page: AppTest, label: str) -> Any:
    return next(each for kind in (page.radio, page.text_area) for each in kind if each.label == label)


def unavailable(*given: Any, **more: Any) -> Any:
    raise CaseworkUnavailableError(Trouble.LOCKED, "here")


# who may


@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.STAFF])
def test_nobody_but_a_lead_reaches_it(open_page: OpenPage, engine: Engine, role: Role) -> None:
    person = an_account(engine, "somebody", role)
    page = open_page(person=lambda: person)

    with pytest.raises(ValueError, match="oversight"):
        page.switch_page("screens/oversight.py")


def test_headings_make_an_outline_without_gaps(visit: OpenPage, engine: Engine, lea: Person) -> None:
    drawn(engine, lea)
    page = press(visit(lea), "Open it")

    levels = [int(level) for level in re.findall(r"<h(\d)", shown(press(page, "Show the report")))]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


# the sample


def test_draw_puts_one_case_in_ten_into_the_sample(visit: OpenPage, engine: Engine, lea: Person) -> None:
    codes = [finished(engine, str(number)) for number in range(11)]
    page = visit(lea)
    assert "The sample is empty." in shown(page)

    press(page, oversight.DRAW)

    # a tenth of 11 is 1.1, so 2
    assert "2 cases were drawn." in shown(page)
    listed = rows_of(page, "Met the policy")
    assert len(listed) == 2
    assert all(any(code in row for code in codes) and "not reviewed yet" in row for row in listed)


def test_draw_of_nothing_says_so(visit: OpenPage, engine: Engine, lea: Person) -> None:
    finished(engine, may_be_sampled=False)

    page = press(visit(lea), oversight.DRAW)

    assert oversight.NONE_TO_DRAW in shown(page)


def test_button_that_draws_is_a_new_one_after_it_was_pressed_so_that_two_presses_draw_once(
    visit: OpenPage, engine: Engine, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished(engine)
    page = visit(lea)
    before = next(button.key for button in page.button if button.label == oversight.DRAW)
    monkeypatch.setattr(supervision, "draw_sample", unavailable)

    press(page, oversight.DRAW)

    assert desk_forms.NOT_SAVED in shown(page)
    assert next(button.key for button in page.run().button if button.label == oversight.DRAW) != before


def test_sampled_case_shows_what_the_family_saw_with_its_evidence_and_what_was_written(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    code = drawn(engine, lea, reason=HandoffReason.SIGN_OR_NOT, name_or_alias="Zebedee", contact="07700 900123")
    written(engine, code, EntryKind.TO_FAMILY, f"Dear Zebedee, {HOSTILE}")
    written(engine, code, EntryKind.NOTE, "rang them")
    written(engine, code, EntryKind.FROM_FAMILY, "my own words")

    page = press(visit(lea), "Open it")

    body = shown(page)
    assert f"<h3>Case {code}</h3>" in body
    assert [text.value for text in page.text] == [f"They said no {HOSTILE}", "And now", "A person can help."]
    escaped = "&lt;b&gt;Kassandra&lt;/b&gt; &amp; *co*"
    assert f"They must answer. {escaped}" in body
    assert f"official {escaped}" in body
    assert 'href="https://www.example.org/36"' in body
    assert "in force, as at 2026-01-01" in body
    assert "whether to sign" in body
    assert f"Dear [left out], {escaped}" in body
    assert "rang them" in body
    assert "my own words" not in body
    assert "Zebedee" not in body + str(page.text)
    assert "07700" not in body
    assert "<b>" not in body


def test_opening_is_one_reading_whatever_is_clicked_after_it(visit: OpenPage, engine: Engine, lea: Person) -> None:
    drawn(engine, lea)

    page = press(visit(lea), "Open it")
    press(page, "Show it")
    press(page, "Save the review")

    assert happened(engine, lea, EventKind.READ) == 1


def test_reviewer_who_had_a_part_in_the_case_is_told_that_another_has_to_review_it(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    drawn(engine, lea, owner=lea)

    page = press(visit(lea), "Open it")

    assert "Another lead has to review it." in shown(page)
    assert page.text == []


def test_case_that_goes_while_it_is_open_is_shown_no_longer(visit: OpenPage, engine: Engine, lea: Person) -> None:
    drawn(engine, lea, key="stays")
    code = drawn(engine, lea)
    page = visit(lea)
    page.selectbox(key="sample-which").set_value(code)
    press(page, "Open it")
    assert page.text != []

    delete_referral(engine, code, who="family", now=clock.now())
    page.run()

    assert page.text == []
    assert "no longer in the sample" in shown(page)


def test_case_that_one_lead_opened_is_not_shown_to_another_in_the_same_browser(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    drawn(engine, lea)
    page = press(visit(lea), "Open it")
    press(page, "Show the report")
    other = an_account(engine, "other", Role.LEAD)

    page.session_state[OVERRIDES]["person"] = lambda: other
    page.run()

    assert page.text == []
    assert "By month" not in shown(page)


@pytest.mark.parametrize(("met", "said"), [(True, "yes"), (False, "no")])
def test_review_is_kept_and_can_be_read_again(
    visit: OpenPage, engine: Engine, lea: Person, met: bool, said: str
) -> None:
    code = drawn(engine, lea)
    page = press(visit(lea), "Open it")
    widget(page, MET).set_value(met)
    widget(page, FINDINGS).set_value(HOSTILE)

    press(page, "Save the review")

    assert f"The review of {code} is saved." in shown(page)
    [row] = rows_of(page, "Met the policy")
    assert row.endswith(f">{said}</td>")
    assert page.text == []
    press(page, "Open it")
    assert '<dd><span class="typed">&lt;b&gt;Kassandra' in shown(page)
    assert MET not in [each.label for each in page.radio]


def test_review_without_a_verdict_is_told_so_and_the_findings_stay(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    drawn(engine, lea)
    page = press(visit(lea), "Open it")
    widget(page, FINDINGS).set_value("too late")

    press(page, "Save the review")

    assert "Say whether it met the policy." in shown(page)
    assert widget(page, FINDINGS).value == "too late"
    assert [each.reviewed_at for each in supervision.sample(engine, lea, clock.now())] == [None]


def test_policy_that_was_not_met_needs_findings(visit: OpenPage, engine: Engine, lea: Person) -> None:
    drawn(engine, lea)
    page = press(visit(lea), "Open it")
    widget(page, MET).set_value(False)

    press(page, "Save the review")

    assert "Write what was missing." in shown(page)
    assert widget(page, MET).value is False


def test_review_that_somebody_else_has_made_meanwhile_is_told_and_the_findings_stay(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    code = drawn(engine, lea)
    page = press(visit(lea), "Open it")
    supervision.review(engine, an_account(engine, "other", Role.LEAD), code, True, "", clock.now())
    widget(page, MET).set_value(True)
    widget(page, FINDINGS).set_value("good")

    press(page, "Save the review")

    assert "This case has been reviewed already." in shown(page)
    assert widget(page, FINDINGS).value == "good"


def test_review_stays_in_the_form_while_the_database_can_neither_be_read_nor_written(
    visit: OpenPage, engine: Engine, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(engine, lea)
    page = press(visit(lea), "Open it")
    for module, name in ((supervision, "sample"), (supervision, "review"), (cases, "audit")):
        monkeypatch.setattr(module, name, unavailable)
    widget(page, MET).set_value(True)
    widget(page, FINDINGS).set_value("good")

    press(page, "Save the review")

    assert desk_forms.NOT_SAVED in shown(page)
    assert shown(page).count(desk_forms.UNREADABLE) == 2
    monkeypatch.undo()
    press(page, "Save the review")
    assert [each.met_the_policy for each in supervision.sample(engine, lea, clock.now())] == [True]


# the report for funders


def last_month() -> datetime.datetime:
    return clock.now().replace(day=1, hour=12) - datetime.timedelta(days=10)


def test_report_shows_counts_and_says_where_a_count_is_kept_back(visit: OpenPage, engine: Engine, lea: Person) -> None:
    for number in range(7):
        submitted(engine, str(number), now=last_month(), reason=HandoffReason.SIGN_OR_NOT)
    submitted(engine, "other", now=last_month(), reason=HandoffReason.FAILED)

    page = press(visit(lea), "Show the report")

    body = shown(page)
    assert "Families: 8." in body
    by_month = rows_of(page, "Month")
    assert len(by_month) == 12
    assert by_month[-1].startswith(f'<th scope="row">{last_month():%B %Y}</th>')
    # of two reasons, one and seven: the seven is kept back too, so that the one cannot be worked out
    why = rows_of(page, "Why")
    assert all(row.endswith(f">{NOT_SHOWN}</td>") for row in why)
    assert any("whether to sign" in row for row in why)
    assert "No answer yet" in body
    assert oversight.KEPT_BACK in body


def test_report_is_saved_as_a_table_that_says_the_same(
    visit: OpenPage, engine: Engine, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(engine, now=last_month())
    offered: list[dict[str, Any]] = []
    monkeypatch.setattr(st, "download_button", lambda label, **given: offered.append(given))
    page = visit(lea)
    page.selectbox(key="report-months").set_value(3)

    press(page, "Show the report")

    [given] = offered
    report = funder_report.funder_report(engine, lea, clock.now(), 3)
    assert given["data"] == as_csv(report)
    assert given["file_name"] == f"families-{report.first_month}-to-{report.last_month}.csv"
    assert given["on_click"] == "ignore"


def test_report_is_noted_once_however_often_the_page_is_shown(visit: OpenPage, engine: Engine, lea: Person) -> None:
    page = press(visit(lea), "Show the report")

    press(page.run(), "Show it")

    assert "By month" in shown(page)
    with reading(engine) as session:
        noted = session.query(AccountEvent).filter_by(what=AccountEventKind.FUNDER_REPORT_READ).all()
    assert [event.detail for event in noted] == [{"months": "12"}]


def test_report_that_cannot_be_made_just_now_is_told(
    visit: OpenPage, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit(lea)
    monkeypatch.setattr(funder_report, "funder_report", unavailable)

    press(page, "Show the report")

    assert desk_forms.NOT_SAVED in shown(page)


# the audit


def test_audit_is_newest_first_and_names_who_did_what(visit: OpenPage, engine: Engine, lea: Person) -> None:
    code = drawn(engine, lea)

    newest, first = rows_of(visit(lea), "When")

    assert code in newest
    assert f"account:{lea.account_id} Lea" in newest
    assert "sampled" in newest
    assert "created" in first


def test_audit_of_one_case_is_found_by_its_code_as_somebody_types_it(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    submitted(engine, "other")
    code = submitted(engine, "sought").reference_code
    page = visit(lea)
    page.text_input(key="audit-code").set_value(f" {code.lower().replace('-', ' ')} ")

    press(page, "Show it")

    [row] = rows_of(page, "When")
    assert code in row


def test_what_is_no_code_is_told_and_stays(visit: OpenPage, engine: Engine, lea: Person) -> None:
    submitted(engine)
    page = visit(lea)
    page.text_input(key="audit-code").set_value("hello")

    press(page, "Show it")

    assert oversight.NO_CODE in shown(page)
    assert page.text_input(key="audit-code").value == "hello"
    assert '<th scope="col">When</th>' not in shown(page)


def test_audit_is_shown_two_hundred_lines_at_a_time(visit: OpenPage, engine: Engine, lea: Person) -> None:
    code = submitted(engine).reference_code
    with writing(engine) as session:
        referral = session.query(Referral).filter_by(reference_code=code).one()
        for _ in range(oversight.AT_A_TIME):
            note(session, referral, EventKind.READ, "terminal:tests", LONG_AGO)
    page = visit(lea)
    assert "Lines 1 to 200, newest first." in shown(page)
    assert (page.button(key="audit-newer").disabled, page.button(key="audit-older").disabled) == (True, False)

    page.button(key="audit-older").click().run()

    [row] = rows_of(page, "When")
    assert "created" in row
    assert "Lines 201 to 201" in shown(page)
    assert (page.button(key="audit-newer").disabled, page.button(key="audit-older").disabled) == (False, True)
    page.text_input(key="audit-code").set_value(code)
    press(page, "Show it")
    assert "Lines 1 to 200" in shown(page)


def test_empty_audit_says_so(visit: OpenPage, lea: Person) -> None:
    assert "Nothing is on record." in shown(visit(lea))
