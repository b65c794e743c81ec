"""The table of contents of the product: from a family's turns to a checked reply."""

import datetime
import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from threadpoolctl import threadpool_limits

from assistant import wording
from assistant.answers import (
    Answer,
    Citation,
    CitedDate,
    CitedStatement,
    Clarification,
    Emergency,
    Handoff,
    HandoffOffer,
    HowMade,
    OutOfScope,
    Reply,
)
from assistant.boundaries import Boundaries, Rule, load_boundaries
from assistant.citing import Citations, UncitableError
from assistant.compose import Composer, cited_statement
from assistant.dated import cited_dates, rules_for_a_person
from assistant.focus import Focus
from assistant.judge import Judge, JudgeError, ReadsTokens
from assistant.memory import Memory, Talk
from assistant.references import absent_references
from assistant.retrieve import Query, Retrieved, Retriever
from assistant.screen import Screened, screen, with_judgment
from assistant.select import FromOriginal, Nothing, Selected, Selection, Unclear, select
from assistant.settings import Settings
from assistant.understand import Turn, Understanding, understand
from assistant.verify import CHECKS, faults_of
from assistant.weighing import Weights
from corpus.encoder import Encoder, load_encoder
from corpus.fingerprint import digest_of_files
from corpus.guides import Guide, Limit, Statement
from corpus.store import Store, current_build, open_store
from corpus.vocabulary import HandoffReason, Stage, Urgency, Who
from corpus.words import Speller, plain, vocabulary_of

log = logging.getLogger(__name__)

_URGENCIES = tuple(Urgency)  # most urgent first
_MOST_READ = 100  # turns that dates and the nation are read from
_MOST_TURNS = 12  # earlier turns than these say nothing about what the last is about
# What a family told that still holds when they ask about something else of it.
_LASTING = frozenset(
    {
        HandoffReason.DEADLINE_NEAR,
        HandoffReason.DEADLINE_PASSED,
        HandoffReason.NO_EDUCATION,
        HandoffReason.PERMANENT_EXCLUSION,
        HandoffReason.HEARING_AHEAD,
        HandoffReason.PROSECUTION_OR_DEBT,
        HandoffReason.CARE_CUT,
        HandoffReason.CARER_AT_LIMIT,
        HandoffReason.ORDER_NOT_OBEYED,
        HandoffReason.SEVERAL_DISPUTES,
        HandoffReason.ACCESS_NEEDS,
    }
)
_LOOKED = ("looked for signs of danger first", "looked at what this service covers")
_SEARCHED = (*_LOOKED, "searched the checked guides")


@dataclass(frozen=True)
class Assistant:
    """Everything needed to answer a question. Holds no conversation: a reply depends on the turns alone."""

    store: Store
    encoder: Encoder
    boundaries: Boundaries
    settings: Settings = field(default_factory=Settings)
    judge: Judge | None = None
    weights: Weights = field(default_factory=Weights.load)

    def reply(self, turns: Sequence[str], today: datetime.date, memory: Memory | None = None) -> Reply:
        """Answer the last turn in the light of the earlier ones. Never raises, whatever was typed.

        Args:
            turns: what the family typed, oldest first; an empty sequence is an empty question.
            today: the day that "yesterday" and days left are counted from.
            memory: of this conversation, which saves working out its earlier turns again; changes no reply.
        """
        started = time.perf_counter()
        reply: Reply
        try:
            reply = self._reply(list(turns)[-_MOST_READ:] or [""], today, memory or Memory())
        except Exception as error:
            # The edge: a family gets a person. The message is left out of the log, since it may hold typed text.
            log.error("a reply failed: %s at %s", type(error).__name__, _place_of(error))
            reply = Handoff(self._offer(HandoffReason.FAILED), HowMade(("something failed inside the assistant",)))
        log.info("%s in %.3f s", type(reply).__name__, time.perf_counter() - started)
        return reply

    def _reply(self, turns: list[str], today: datetime.date, memory: Memory) -> Reply:
        turns = [turn[: self.settings.longest_turn] for turn in turns]
        screened = self._screened(turns[-1])
        if stopped := self._stopped(screened):
            return stopped
        understood = understand(turns, today)
        if elsewhere := self._elsewhere(screened, understood):
            return elsewhere
        talk, selection, retrieved, query = self._selected(understood, screened, memory)
        if screened.beyond_us:
            reply = self._rest_answered(turns, screened, understood, today) or self._beyond_us(screened, query)
            return self._hastened(reply, understood, today)
        selection = self._without(screened.not_guides, selection)
        named = tuple(guide for guide in screened.guides if guide in self.guides)
        if named and plain(understood.last.text) not in self.titles:
            selection = self._led_by(named, selection)
        reply = self._composed(selection, retrieved, query, understood, today)
        reply = self._with_notices(reply, screened, understood.last.text)
        reply = self._with_a_person(reply, (*screened.with_a_person, *talk.calling))
        return self._hastened(reply, understood, today)

    def _screened(self, text: str) -> Screened:
        """Look for every boundary in one turn: by the rules, then in what the message seems to be as a whole."""
        screened = screen(text, self.boundaries, self.vocabulary)
        if self.judge is None or screened.is_empty or plain(text) in self.titles:
            return screened
        if not isinstance(self.encoder, ReadsTokens):
            return screened
        lexicon = self.store.content.glossary.lexicon
        judgment = self.judge.judge(text, self.encoder, lexicon, known=self.vocabulary)
        if judgment is None:
            return screened
        if screened.emergency and judgment.danger < self.settings.doubt_floor:
            # alarming words in a message that is about something else: an answer, and the crisis lines before it
            calmer = screen(text, self.boundaries, self.vocabulary, seeks_danger=False)
            if not calmer.is_foreign:  # which the network hardly knows
                screened = replace(calmer, is_figure_of_speech=True)
        return with_judgment(screened, judgment, self.boundaries, self.settings)

    def _stopped(self, screened: Screened) -> Reply | None:
        """The replies that need no more than the last turn, the most pressing first."""
        made = HowMade(_LOOKED)
        if screened.emergency:
            return self._emergency(screened.emergency)
        if screened.is_empty:
            asked = self.boundaries.nothing_asked
            return Clarification(asked.question, asked.choices, made)
        if screened.is_foreign:
            return Handoff(self._offer(HandoffReason.LANGUAGE), made)
        return None

    def _emergency(self, rule_id: str) -> Emergency:
        emergency = self.boundaries.emergency
        rule = next(each for each in emergency.rules if each.id == rule_id)
        contacts = self.store.content.contacts.by_id
        return Emergency(
            rule.message,
            tuple(contacts[contact] for contact in rule.contacts),
            emergency.afterwards,
            HowMade(("looked for signs of danger first, and found one",)),
        )

    def _elsewhere(self, screened: Screened, understood: Understanding) -> Reply | None:
        """The reply to what this service does not cover: another nation, abroad, another topic."""
        scope = self.boundaries.out_of_scope
        made = HowMade(_LOOKED)
        nation = None if screened.is_crossing else screened.nation or self._nation_before(understood)
        if nation:
            there = next(each for each in self.store.content.contacts.nations if each.id == nation)
            message = wording.OTHER_NATION.format(nation=there.nation, helper=there.name)
            return OutOfScope(message, scope.covers, (there,), made)
        if screened.is_abroad:
            return OutOfScope(scope.abroad.message, scope.covers, (), made)
        if screened.topic and not screened.beyond_us:
            topic = next(each for each in scope.topics if each.id == screened.topic)
            return OutOfScope(topic.message, scope.covers, (), made)
        return None

    def _nation_before(self, understood: Understanding) -> str | None:
        """The other nation that an earlier turn named, unless the family has since said England."""
        for turn in reversed(understood.turns):
            if turn.says_england:
                return None
            if nation := screen(turn.text, self.boundaries, self.vocabulary).nation:
                return nation
        return None

    def _selected(
        self, understood: Understanding, screened: Screened, memory: Memory
    ) -> tuple[Talk, Selection, Retrieved, Query]:
        """Select for the last turn in the light of those before it, and say where the talk stands after it."""
        turns = understood.turns[-_MOST_TURNS:]
        texts = tuple(turn.text for turn in turns)
        talk = memory.recalled(texts[:-1], self.store.manifest.corpus_digest)
        if talk is None:
            talk = Talk()
            for turn in turns[:-1]:
                talk = self._heard(turn, talk, self._screened(turn.text))[0]
        after, selection, retrieved, query = self._heard(turns[-1], talk, screened)
        memory.keep(texts, self.store.manifest.corpus_digest, after)
        return after, selection, retrieved, query

    def _heard(self, turn: Turn, talk: Talk, screened: Screened) -> tuple[Talk, Selection, Retrieved, Query]:
        """Select for one turn of a talk, and say where the talk stands after it."""
        asked, heard = self.retriever.hear(turn, talk.turns, talk.heard)
        retrieved = self.retriever.retrieve(heard)
        said = Talk(
            turns=(*talk.turns, turn)[-self.settings.most_earlier_turns :],
            heard=heard.with_all,
            calling=tuple(
                dict.fromkeys((*talk.calling, *(rule for rule in screened.with_a_person if rule.reason in _LASTING)))
            ),
        )
        if titled := self.titles.get(plain(turn.text)):
            # what a clarifying question offers, and a link on the page asks: there is nothing to work out
            situation = talk.situation if self._is_general(titled) else titled
            after = replace(said, topic=(titled,), situation=situation, said=(asked,))
            return after, Selected((titled,)), retrieved, asked
        if turn.is_dates_only and not talk.said:
            return talk, Nothing(), retrieved, asked  # a date of nothing is about no guide
        sureness = math.exp(float(heard.alone.judged.max(initial=-math.inf)))
        is_leaning = bool(talk.said) and turn.leans and sureness < self.settings.alone_floor
        query = self.retriever.in_light_of(asked, talk.said) if is_leaning else asked
        is_ours = screened.ours >= self.settings.ours_floor
        selection = select(retrieved, self.guides, self.settings, may_ask=not talk.was_asked, is_ours=is_ours)
        if is_leaning and talk.topic and not isinstance(selection, Selected):
            # too little is said to have changed the subject
            selection = Selected(talk.topic[: self.settings.most_guides])
        if talk.situation and turn.leans and isinstance(selection, Selected):
            selection = self._of_the_situation(selection, talk.situation, asked)
        after = replace(
            said,
            topic=selection.guides if isinstance(selection, Selected | Unclear) else talk.topic,
            situation=next((each for each in _chosen(selection) if not self._is_general(each)), talk.situation),
            said=(*talk.said, asked)[-self.settings.most_earlier_turns :] if is_leaning else (asked,),
            was_asked=isinstance(selection, Unclear),
        )
        return after, selection, retrieved, query

    def _of_the_situation(self, selection: Selected, situation: str, asked: Query) -> Selected:
        """Answer a side question, such as about mediation, from the guide of the family's own situation if it can.

        Which guide holds the statement that answers best decides; a general guide that answers about as well stays.
        """
        if situation not in self.guides or not all(self._is_general(guide_id) for guide_id in selection.guides):
            return selection
        best = {
            guide_id: max(self.focus.scores(asked, self.guides[guide_id]).values(), default=0.0)
            for guide_id in (situation, *selection.guides)
        }
        if best[situation] < max(best.values()):
            return selection
        near = [each for each in selection.guides if best[each] >= best[situation] - self.settings.aside_margin]
        return self._led_by((situation, *near)[: self.settings.most_guides], selection)

    def _led_by(self, named: tuple[str, ...], selection: Selection) -> Selected:
        """Answer from the guides that are named, such as by a rule; what else was selected is told apart from them."""
        selected = (*selection.guides, *selection.near) if isinstance(selection, Selected) else ()
        others = tuple(each for each in selected if each not in named)
        return Selected(named, others[: max(0, self.settings.most_guides_in_all - len(named))])

    def _is_general(self, guide_id: str) -> bool:
        """Say whether a guide is of use in any situation, rather than about one."""
        return self.guides[guide_id].stage in (Stage.DISAGREEMENT, Stage.WHO_CAN_HELP, Stage.SERVICE)

    def _composed(
        self,
        selection: Selection,
        retrieved: Retrieved,
        query: Query,
        understood: Understanding,
        today: datetime.date,
    ) -> Reply:
        scores = tuple((guide_id, round(score, 3)) for guide_id, score in retrieved.guides[:5])
        match selection:
            case Nothing():
                made = HowMade(_SEARCHED, guides=scores, not_considered=("no guide fits well enough",))
                return Handoff(self._not_covered(selection.situation), made)
            case Unclear():
                titles = tuple(self.guides[guide_id].title for guide_id in selection.guides)
                return Clarification(wording.WHICH_SITUATION, titles, HowMade(_SEARCHED, guides=scores))
            case FromOriginal():
                evidence = selection.evidence
                return self._checked(lambda: self.composer.from_originals(evidence, steps=_SEARCHED))
            case Selected():
                chosen = [self.guides[guide_id] for guide_id in (*selection.guides, *selection.near)]
                return self._checked(
                    lambda: self.composer.compose(
                        chosen,
                        self._focus(query, chosen),
                        understood,
                        today,
                        steps=(*_SEARCHED, "took whole statements and every option from the guides that fit"),
                        guide_scores=scores,
                        near=selection.near,
                    )
                )

    def _focus(self, query: Query, guides: Sequence[Guide]) -> dict[str, float]:
        """How well each item of these guides answers this very question, by passage id."""
        scores: dict[str, float] = {}
        for guide in guides:
            scores |= self.focus.scores(query, guide)
        return scores

    def _rest_answered(
        self, turns: Sequence[str], screened: Screened, understood: Understanding, today: datetime.date
    ) -> Reply | None:
        """Answer what else is asked beside what is beyond us, a person offered for the latter; `None` to hand off."""
        if screened.apart is None:
            return None
        # as if the two had been said one after the other: the rest may lean on what is beyond us to be understood
        parted = understand([*turns[:-1], screened.apart.beyond, screened.apart.rest], today)
        rest = self._screened(screened.apart.rest)
        talk, selection, retrieved, query = self._selected(parted, rest, Memory())
        selection = self._without(screened.not_guides, selection)
        if named := tuple(guide for guide in rest.guides if guide in self.guides):
            selection = self._led_by(named, selection)
        if not isinstance(selection, Selected):
            return None
        reply = self._composed(selection, retrieved, query, understood, today)
        if not isinstance(reply, Answer):
            return None
        calling = (*screened.beyond_us, *screened.with_a_person, *talk.calling)
        return self._with_a_person(self._with_notices(reply, screened, understood.last.text), calling)

    @staticmethod
    def _without(barred: frozenset[str], selection: Selection) -> Selection:
        """Take guides that do not answer this question out of what was selected."""
        if not barred or not isinstance(selection, Selected | Unclear):
            return selection
        left = tuple(guide for guide in selection.guides if guide not in barred)
        if isinstance(selection, Unclear):
            return Unclear(left) if len(left) > 1 else Selected(left) if left else Nothing()
        near = tuple(guide for guide in selection.near if guide not in barred)
        return Selected(left, near) if left else Selected(near) if near else Nothing()

    def _beyond_us(self, screened: Screened, query: Query) -> Reply:
        """Hand off, with what is safe and general to know: what the rule names."""
        rule = screened.beyond_us[0]
        offer = self._offer(rule.reason, rule)
        named = [(self.guides[guide_id], item) for guide_id, item in rule.to_say if guide_id in self.guides]
        safe = list(dict.fromkeys(guide.id for guide, _ in named))

        def compose() -> Handoff:
            citations = Citations(self.store)
            direct = self._said(named, citations)
            if whole := [guide for guide, item in named if item is None]:
                direct += self.composer.statements_of(whole, self._focus(query, whole), citations)
            return Handoff(
                offer,
                HowMade((*_LOOKED, "found that this needs a person"), passages=tuple(each.id for each in direct)),
                direct,
                tuple(citations.collected),
                guides=tuple(safe),
                law_as_at=min((guide.checked_on for guide, _ in named), default=None),
                notices=(self.boundaries.figures_of_speech.notice,) if screened.is_figure_of_speech else (),
            )

        return self._checked(compose)

    @staticmethod
    def _said(named: Sequence[tuple[Guide, str | None]], citations: Citations) -> tuple[CitedStatement, ...]:
        """The statements named one by one, in the order of their naming; one that a guide no longer has is left out."""
        found = [(guide, guide.by_item_id.get(f"{guide.id}/{item}")) for guide, item in named if item is not None]
        return tuple(
            cited_statement(guide, item, citations) for guide, item in found if isinstance(item, Statement | Limit)
        )

    def _checked(self, compose: Callable[[], Answer | Handoff]) -> Reply:
        """Compose, then verify; a reply that fails a check is never shown."""
        try:
            reply = compose()
            faults = faults_of(reply, self.store)
        except UncitableError as error:
            faults = [str(error)]
        if faults:
            log.error("a reply was withheld: %s", "; ".join(faults))
            return Handoff(self._offer(HandoffReason.UNSUPPORTED), HowMade(_SEARCHED))
        return replace(reply, how_made=replace(reply.how_made, checks=CHECKS))

    def _about_absent_places(self, asked: str) -> list[str]:
        """What to tell of places in the law that were named and are not there."""
        register = self.store.content.register
        told = []
        for absent in absent_references(asked, register):
            source = register.sources[absent.pinpoint.source_id]
            said = wording.NO_SUCH_PLACE if absent.is_certain else wording.UNKNOWN_PLACE
            told.append(
                said.format(
                    typed=absent.typed,
                    place=absent.pinpoint.spoken,
                    source=source.short_title,
                    date=wording.short_date(source.as_at),
                )
            )
        return told

    def _with_notices(self, reply: Reply, screened: Screened, asked: str) -> Reply:
        """Put the notices that the question itself calls for before those of its sources."""
        if not isinstance(reply, Answer | Handoff):
            return reply
        first = [self.boundaries.figures_of_speech.notice] if screened.is_figure_of_speech else []
        first += self._about_absent_places(asked)
        if screened.is_crossing:
            first.append(self.boundaries.out_of_scope.crossing.notice)
        return replace(reply, notices=(*first, *reply.notices))

    def _with_a_person(self, reply: Reply, calling: Sequence[Rule]) -> Reply:
        """Offer a person beside an answer where its dates or what was told call for one, for the most urgent reason.

        What is beyond us, where the rest of the question is answered, comes before other reasons as urgent.
        """
        offers = [self._offer(rule.reason, rule) for rule in calling]
        if isinstance(reply, Handoff) and reply.offer.reason is HandoffReason.NOT_COVERED and offers:
            # nothing here answers it, and the question itself says why it cannot wait
            pressing = min(offers, key=lambda offer: _URGENCIES.index(offer.urgency))
            return replace(reply, offer=replace(pressing, why=f"{pressing.why} {reply.offer.why}"))
        if not isinstance(reply, Answer):
            return reply
        offers += [self._offer(reason) for reason in self._reasons_in(_days_left_to_family(reply.dates))]
        offers.sort(key=lambda offer: _URGENCIES.index(offer.urgency))
        return replace(reply, handoff=offers[0]) if offers else reply

    def _hastened(self, reply: Reply, understood: Understanding, today: datetime.date) -> Reply:
        """Put the last days that the family's own dates give beside a hand-off, make it as urgent, and say so."""
        if not isinstance(reply, Handoff):
            return reply
        reply = self._with_dates(reply, understood, today)
        for reason in self._reasons_in(_days_left_to_family(reply.dates)):
            told = self._offer(reason)
            urgency = min(reply.offer.urgency, told.urgency, key=_URGENCIES.index)
            reply = replace(reply, offer=replace(reply.offer, urgency=urgency, why=f"{reply.offer.why} {told.why}"))
        return reply

    def _with_dates(self, reply: Handoff, understood: Understanding, today: datetime.date) -> Handoff:
        """Add the dates and what they rest on; a date that fails a check is left out, and the hand-off stands."""
        citations = Citations.after(self.store, reply.citations)
        try:
            dates = cited_dates(rules_for_a_person(understood), understood, today, citations)
            if not dates:
                return reply
            dated = replace(reply, dates=dates, citations=tuple(citations.collected))
            faults = faults_of(dated, self.store)
        except UncitableError as error:
            faults = [str(error)]
        if faults:
            log.error("the dates of a hand-off were withheld: %s", "; ".join(faults))
            return reply
        law = [each.as_at for each in dated.citations[len(reply.citations) :] if self._is_law(each)]
        as_at = min((*law, reply.law_as_at) if reply.law_as_at else law, default=None)
        return replace(dated, law_as_at=as_at, how_made=replace(dated.how_made, checks=CHECKS))

    def _is_law(self, citation: Citation) -> bool:
        source = self.store.content.register.get(citation.source_id)
        return source is not None and source.kind.is_legislation

    def _reasons_in(self, days_left: Sequence[int]) -> list[HandoffReason]:
        """The reasons for a person that lie in how many days are left to a family."""
        is_passed = any(days < 0 for days in days_left)
        is_near = any(0 <= days <= self.settings.close_days for days in days_left)
        reasons = ((is_passed, HandoffReason.DEADLINE_PASSED), (is_near, HandoffReason.DEADLINE_NEAR))
        return [reason for holds, reason in reasons if holds]

    def _offer(self, reason: HandoffReason, rule: Rule | None = None) -> HandoffOffer:
        said = rule or self.boundaries.wordings[reason]
        return HandoffOffer(reason, said.urgency, said.why, self.boundaries.next_steps, said.will_need)

    def _not_covered(self, situation_id: str | None) -> HandoffOffer:
        """The offer where no guide fits, naming the situation where one of the chart stands out."""
        offer = self._offer(HandoffReason.NOT_COVERED)
        situation = self.store.content.uncovered.get(situation_id or "")
        if situation is None:
            return offer
        return replace(offer, why=f"{wording.ABOUT_SITUATION.format(title=situation.title)} {offer.why}")

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Every guide of the build, by id."""
        return self.store.content.guides

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The guide of each title, as families would type it."""
        return {plain(guide.title): guide.id for guide in self.guides.values()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words that the corpus uses, as families write them."""
        glossary = self.store.content.glossary
        texts = [text for guide in self.store.content.guides.values() for text in guide.texts]
        texts += [form for entry in glossary.entries for form in (entry.term, entry.means, *entry.also)]
        return vocabulary_of([*texts, *glossary.spellings, *glossary.spellings.values()])

    @cached_property
    def retriever(self) -> Retriever:
        """What searches this store."""
        lexicon = self.store.content.glossary.lexicon
        return Retriever(self.store, self.encoder, lexicon, Speller(self._well_spelt), self.settings, self.weights)

    @property
    def _well_spelt(self) -> frozenset[str]:
        """The words of what we wrote ourselves: families' phrasings are kept with their typos, so they are left out."""
        content = self.store.content
        texts = [passage.text for passage in self.store.guide_passages()]
        texts += [situation.title for situation in content.situations]
        texts += [text for entry in content.glossary.entries for text in (entry.term, entry.means)]
        return vocabulary_of([*texts, *content.glossary.spellings.values()])

    @cached_property
    def focus(self) -> Focus:
        """What tells the items of a guide apart."""
        return Focus(self.store, self.settings)

    @cached_property
    def composer(self) -> Composer:
        """What composes from this store."""
        return Composer(self.store, self.settings)


def load_assistant(encoder: Encoder | None = None) -> Assistant:
    """Open the build that serves and return an assistant that answers from it.

    Raises:
        CorpusError: there is no build, it does not fit this encoder, or the boundaries are broken.
    """
    encoder = encoder or load_encoder()
    # The sums here are small: numpy's threads would only spin beside the encoder's, and make an answer take five times
    # as long (DECISIONS 24).
    threadpool_limits(limits=1, user_api="blas")
    store = open_store(encoder)
    if store.manifest.content_digest != digest_of_files():
        # the last good build goes on serving, such as after a build that was stopped
        log.warning("the content changed since this build; run `python -m ingest build` to use it")
    return Assistant(store, encoder, load_boundaries(store.content.contacts), judge=_judge_for(encoder))


def _judge_for(encoder: Encoder) -> Judge | None:
    """Return the network that belongs to an encoder, or none, and say so: then the rules judge alone."""
    try:
        judge = Judge.load()
    except JudgeError as error:
        log.warning("messages are judged by the rules alone: %s", error)
        return None
    if not isinstance(encoder, ReadsTokens) or judge.encoder_sha256 != encoder.weights_sha256:
        log.warning(
            "messages are judged by the rules alone: the network belongs to another encoder than %s; "
            "run `python -m evals fit` to train one for it",
            encoder.name,
        )
        return None
    return judge


@dataclass
class ServingAssistant:
    """The assistant of a running app: notices a new build between questions and swaps one reference.

    A reply under way finishes on the assistant it began with.
    """

    current: Assistant
    _name: str | None = field(default_factory=current_build)

    def get(self) -> Assistant:
        """Return the assistant of the newest build; a broken one is reported and the last good one stays."""
        name = current_build()
        if name != self._name:
            self._name = name
            try:
                self.current = load_assistant(self.current.encoder)
            except Exception as error:
                log.error("the new build %s cannot serve, the last one goes on: %s", name, error)
        return self.current


def _days_left_to_family(dates: Sequence[CitedDate]) -> list[int]:
    return [date.days_left for date in dates if date.who == Who.FAMILY.value]


def _chosen(selection: Selection) -> tuple[str, ...]:
    return selection.guides if isinstance(selection, Selected) else ()


def _place_of(error: BaseException) -> str:
    """Return where an error was raised, without its message."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
