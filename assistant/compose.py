"""From selected guides to an answer: whole guide statements, every option, computed dates. Writes no sentence."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assistant import wording
from assistant.answers import (
    Answer,
    CitedDate,
    CitedMyth,
    CitedOption,
    CitedStatement,
    Further,
    HowMade,
    Near,
    UsedSource,
)
from assistant.citing import Citations
from assistant.dated import cited_dates
from assistant.deadlines import QUESTIONS, Assumed, Bound, a_decision_was_made, needed
from assistant.focus import asks_time
from assistant.retrieve import Evidence
from assistant.settings import Settings
from assistant.understand import Understanding
from corpus.guides import Guide, Limit, Myth, Option, Sayable, Statement
from corpus.store import Store
from corpus.vocabulary import SourceKind, SourceStatus, Stage, TimeRule, Who

# Rights about assessments, plans and appeals pass to the young person after compulsory school age.
_WHOSE_RIGHT = "rights-transfer-at-16/what-the-young-person-does"
_RIGHTS_PASS = frozenset({Stage.ASSESSMENT, Stage.PLAN, Stage.REVIEW, Stage.DISAGREEMENT})
_FROM_AGE = 16


class _Ranked(NamedTuple):
    score: float
    guide: Guide
    item: Sayable


@dataclass(frozen=True)
class Composer:
    """Composes answers from one store."""

    store: Store
    settings: Settings

    def compose(
        self,
        guides: Sequence[Guide],
        focus: Mapping[str, float],
        understood: Understanding,
        today: datetime.date,
        *,
        steps: Sequence[str],
        guide_scores: Sequence[tuple[str, float]],
        near: Collection[str] = (),
    ) -> Answer:
        """Return the answer that these guides give.

        Args:
            guides: at least one that is not near, the best first; all options of all of them are listed.
            focus: how well each item answers the question, by passage id.
            understood: the turns and the facts in them.
            today: the day that days left are counted from.
            steps: what was done to get here, for `how_made`.
            guide_scores: relevance of guides, for `how_made`.
            near: those of the guides that are told apart from the rest.

        Raises:
            UncitableError: something needed has a reference that does not resolve.
        """
        citations, focus = Citations(self.store), dict(focus)
        answering = [guide for guide in guides if guide.id not in near]
        dated = self._limits_asked_for(answering, understood, today)
        focus |= {item_id: focus.get(item_id, 0.0) + self.settings.dated_bonus for item_id in dated}
        direct = self._direct(answering, focus, citations)
        direct += self._of_age(guides[0], understood.age, direct, citations)
        dates, date_questions = self._dates(guides, understood, today, citations)
        options = self._options(guides, citations)
        myths = self._myths(answering, focus, citations, direct)
        further = self._further(guides, citations, direct)
        used = self._used_sources(citations)
        shown = [each.id for part in (direct, options, myths) for each in part]
        shown += [each.id for told in further for each in told.statements]
        return Answer(
            heading=guides[0].title,
            direct=direct,
            options=options,
            citations=tuple(citations.collected),
            law_as_at=self._law_as_at(used, guides),
            dates=dates,
            date_questions=date_questions,
            myths=myths,
            further=further,
            notices=self._notices(citations),
            guides=tuple(guide.id for guide in guides),
            near=tuple(Near(guide.id, guide.title) for guide in guides if guide.id in near),
            how_made=HowMade(
                steps=tuple(steps),
                guides=tuple((guide_id, round(score, 3)) for guide_id, score in guide_scores),
                passages=tuple(shown),
                sources=used,
                corpus_digest=self.store.manifest.corpus_digest,
            ),
        )

    def _direct(
        self, guides: Sequence[Guide], focus: Mapping[str, float], citations: Citations
    ) -> tuple[CitedStatement, ...]:
        """The statement that answers best, the guide's first, then others that answer, as far as room goes."""
        ranked = sorted(
            (
                _Ranked(
                    focus.get(guide.item_id(item), 0.0) - self._cost(item) - self.settings.later_guide_cost * place,
                    guide,
                    item,
                )
                for place, guide in enumerate(guides)
                for item in guide.sayable
            ),
            key=lambda each: -each.score,
        )
        statements = [each for each in ranked if not isinstance(each.item, Myth)]
        chosen = [each for each in statements if each.score >= statements[0].score - self.settings.direct_margin]
        heart = _Ranked(0.0, guides[0], guides[0].in_short[0])
        # the heart of the matter comes second: a question that only names the situation is answered by it
        chosen.insert(1, heart)
        likeness = focus.get(ranked[0].guide.item_id(ranked[0].item), 0.0)
        if isinstance(ranked[0].item, Myth) and likeness >= self.settings.myth_floor:
            chosen.insert(0, ranked[0])  # a belief that the question is about is put right at once
        direct: list[CitedStatement] = []
        words = 0
        for _, guide, item in chosen:
            length = len(said(item).split())
            if any(guide.item_id(item) == other.id for other in direct):
                continue
            if direct and (len(direct) >= self.settings.most_direct or words + length > self.settings.direct_words):
                continue
            words += length
            direct.append(cited_statement(guide, item, citations))
        return tuple(direct)

    def _limits_asked_for(
        self, guides: Sequence[Guide], understood: Understanding, today: datetime.date
    ) -> frozenset[str]:
        """The limits, by passage id, that a question about time may be about: the family's own date gives their day.

        Of a limit that stands in several guides the first answers.
        """
        if not asks_time(understood.last.text):
            return frozenset()
        limits = [(guide, limit) for guide in reversed(guides) for limit in guide.time_limits]
        rules = (limit.rule for _, limit in limits)
        known = {date.rule for date in cited_dates(rules, understood, today, Citations(self.store))}
        return frozenset({limit.rule: guide.item_id(limit) for guide, limit in limits if limit.rule in known}.values())

    def _of_age(
        self, guide: Guide, age: int | None, direct: Sequence[CitedStatement], citations: Citations
    ) -> tuple[CitedStatement, ...]:
        """Whose right it is, for a child who is or may be over compulsory school age: no parent may miss that."""
        guide_id = _WHOSE_RIGHT.partition("/")[0]
        of_rights = self.store.content.guides.get(guide_id)
        if age is None or age < _FROM_AGE or guide.stage not in _RIGHTS_PASS or of_rights is None:
            return ()
        item = of_rights.by_item_id.get(_WHOSE_RIGHT)
        if not isinstance(item, Statement) or any(said.id.partition("/")[0] == guide_id for said in direct):
            return ()
        return (cited_statement(of_rights, item, citations),)

    def _cost(self, item: Sayable) -> float:
        """Of two that answer as well, the shorter is the better answer at 11 pm."""
        return self.settings.word_cost * max(0, len(said(item).split()) - self.settings.short_words)

    def _options(self, guides: Sequence[Guide], citations: Citations) -> tuple[CitedOption, ...]:
        """Every option of every guide, the same route once, least to most formal."""
        listed: dict[str, tuple[Guide, Option]] = {}
        in_guides: dict[str, list[str]] = {}
        for guide in guides:
            for option in guide.options:
                route = option.same_as or guide.item_id(option)
                listed.setdefault(route, (guide, option))
                in_guides.setdefault(route, []).append(guide.id)
        ordered = sorted(listed.items(), key=lambda pair: pair[1][1].formality)
        return tuple(
            CitedOption(
                id=guide.item_id(option),
                name=option.name,
                formality=option.formality,
                what_it_is=option.what_it_is,
                who_decides=option.who_decides,
                time_limit=option.time_limit,
                cost=option.cost,
                may_suit=option.may_suit,
                weigh_up=option.weigh_up,
                citations=citations.cite(
                    option.cite, our_words=f"{option.name}. {option.what_it_is}", passage_id=guide.item_id(option)
                ),
                guides=tuple(in_guides[route]),
            )
            for route, (guide, option) in ordered
        )

    def _dates(
        self, guides: Sequence[Guide], understood: Understanding, today: datetime.date, citations: Citations
    ) -> tuple[tuple[CitedDate, ...], tuple[str, ...]]:
        limits = [limit for guide in guides for limit in guide.time_limits]
        dates = cited_dates((limit.rule for limit in limits), understood, today, citations)
        questions = list(_about_dates(understood))
        if not questions and all(date.bound is not Bound.EXACT for date in dates):
            asked = needed(self._rules_to_ask_for(guides, understood), understood.dates)
            questions += [wording.DATE_QUESTION.format(question=need.question) for need in asked[:1]]
        return dates, tuple(questions)

    def _rules_to_ask_for(self, guides: Sequence[Guide], understood: Understanding) -> list[TimeRule]:
        """The family's own limits, the appeal window first; others than that only where time was asked about."""
        rules = [limit.rule for limit in guides[0].time_limits if limit.who is Who.FAMILY]
        is_about_appeals = guides[0].stage not in (Stage.WHO_CAN_HELP, Stage.SERVICE)
        is_decided = is_about_appeals and a_decision_was_made(turn.text for turn in understood.turns)
        if TimeRule.APPEAL_WINDOW in rules and (is_decided or asks_time(understood.last.text)):
            return [TimeRule.APPEAL_WINDOW]
        return rules if asks_time(understood.last.text) else []

    @staticmethod
    def _further(
        guides: Sequence[Guide], citations: Citations, direct: Sequence[CitedStatement]
    ) -> tuple[Further, ...]:
        """Every statement and time limit of these guides that the direct part leaves out."""
        said_before = {each.id for each in direct}
        told = []
        for guide in guides:
            every: tuple[Statement | Limit, ...] = (*guide.in_short, *guide.time_limits)
            items = [each for each in every if guide.item_id(each) not in said_before]
            if items:
                statements = tuple(cited_statement(guide, each, citations) for each in items)
                told.append(Further(guide.id, guide.title, statements))
        return tuple(told)

    def _myths(
        self,
        guides: Sequence[Guide],
        focus: Mapping[str, float],
        citations: Citations,
        direct: Sequence[CitedStatement],
    ) -> tuple[CitedMyth, ...]:
        """Only the myths that the question repeats, and that were not put right before."""
        done = {each.id for each in direct}
        found = [
            (focus.get(guide.item_id(myth), 0.0), guide, myth)
            for guide in guides
            for myth in guide.myths
            if guide.item_id(myth) not in done
        ]
        repeated = [
            (guide, myth)
            for score, guide, myth in sorted(found, key=lambda each: -each[0])[: self.settings.most_myths]
            if score >= self.settings.myth_floor
        ]
        return tuple(
            CitedMyth(
                guide.item_id(myth),
                myth.said,
                myth.truth,
                citations.cite(myth.cite, our_words=myth.truth, passage_id=guide.item_id(myth)),
            )
            for guide, myth in repeated
        )

    def from_originals(self, evidence: Sequence[Evidence], *, steps: Sequence[str]) -> Answer:
        """Return an answer of an approved original's own words, for which there are no options."""
        citations = Citations(self.store)
        direct = tuple(
            CitedStatement(found.passage.id, found.passage.text, (citations.cite_original(found.passage),))
            for found in evidence
        )
        used = self._used_sources(citations)
        return Answer(
            heading=citations.collected[0].name,
            direct=direct,
            options=(),
            citations=tuple(citations.collected),
            law_as_at=min(source.as_at for source in used),
            notices=(wording.FROM_DOCUMENT, *self._notices(citations)),
            how_made=HowMade(
                steps=tuple(steps),
                passages=tuple(found.passage.id for found in evidence),
                sources=used,
                corpus_digest=self.store.manifest.corpus_digest,
            ),
        )

    def statements_of(
        self, guides: Iterable[Guide], focus: Mapping[str, float], citations: Citations
    ) -> tuple[CitedStatement, ...]:
        """Return what is safe and general to know from guides, for a question that needs a person."""
        listed = list(guides)
        return self._direct(listed, focus, citations)[:2] if listed else ()

    def _notices(self, citations: Citations) -> tuple[str, ...]:
        notices = []
        for citation in citations.collected:
            status = SourceStatus(citation.status)
            if status is not SourceStatus.IN_FORCE:
                source = self.store.content.register.get(citation.source_id)
                notices.append(wording.status_notice(source.short_title if source else citation.name, status))
        return tuple(dict.fromkeys(notices))

    def _used_sources(self, citations: Citations) -> tuple[UsedSource, ...]:
        register = self.store.content.register
        ids = dict.fromkeys(citation.source_id for citation in citations.collected)
        found = [source for source_id in ids if (source := register.get(source_id))]
        return tuple(
            UsedSource(source.id, source.title, source.status.value, source.as_at, source.authority)
            for source in sorted(found, key=lambda source: (source.authority, source.id))
        )

    def _law_as_at(self, used: Sequence[UsedSource], guides: Sequence[Guide]) -> datetime.date:
        """The oldest day to which the law told here was checked: never later than any guide's own check."""
        law = {SourceKind.ACT.authority, SourceKind.REGULATIONS.authority}
        days = [
            source.as_at for source in used if source.authority in law and source.status == SourceStatus.IN_FORCE.value
        ]
        return min([*days, *(guide.checked_on for guide in guides)])


def cited_statement(guide: Guide, item: Sayable, citations: Citations) -> CitedStatement:
    """Return an item of a guide as it is said, and add what it rests on to `citations`.

    Raises:
        UncitableError: one of its references does not resolve.
    """
    text, item_id = said(item), guide.item_id(item)
    return CitedStatement(item_id, text, citations.cite(item.cite, our_words=text, passage_id=item_id))


def said(item: Sayable) -> str:
    """Return a statement, or a limit or a myth as sentences that stand by themselves."""
    if isinstance(item, Statement):
        return item.text
    if isinstance(item, Myth):
        return wording.MYTH.format(said=item.said.rstrip("."), truth=item.truth)
    must, _, more = item.must.partition(". ")
    what = must[:1].lower() + must[1:].rstrip(".")
    limit = f"Time limit for {wording.WHO[item.who]} to {what}: {item.within.rstrip('.')}."
    return f"{limit} {more}".strip()


def _about_dates(understood: Understanding) -> Iterator[str]:
    """What to tell or ask about the dates of the last turn: read another way, not readable, or of nothing named."""
    for event in understood.last_events:
        found = event.found
        if found.trouble is not None:
            yield wording.DATE_TROUBLE[found.trouble].format(text=found.text)
        elif event.note:
            yield event.note
        elif event.start is None and found.date is not None and not event.is_explained:
            yield wording.UNDATED.format(date=wording.short_date(found.date))
        elif found.assumed is Assumed.YEAR and found.date is not None:
            yield wording.YEAR_ASSUMED.format(text=found.text, date=wording.short_date(found.date))
    for start in understood.contradicted:
        yield wording.TWO_DATES.format(question=QUESTIONS.get(start, ""))
