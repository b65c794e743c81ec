"""The questions to tap: enough of them in every month, and each one answered."""

import datetime
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.pipeline import load_assistant
from ui.examples import example_questions

MONTHS = [datetime.date(2026, month, 15) for month in range(1, 13)]


@pytest.mark.parametrize("day", MONTHS, ids=lambda day: f"{day:%B}")
def test_every_month_has_six_examples_none_twice(day: datetime.date) -> None:
    assert len(set(example_questions(day))) == 6


@pytest.mark.model
def test_every_example_is_answered(built_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_ASSIST_DATA", str(built_data))
    assistant = load_assistant()
    questions = {question: day for day in MONTHS for question in example_questions(day)}

    kinds = {question: type(assistant.reply([question], day)) for question, day in questions.items()}

    assert set(kinds.values()) == {Answer}, kinds
