"""Limits and floors in one place, each with its unit and where its number came from."""

from dataclasses import dataclass

from assistant.deadlines import CLOSE_DAYS


@dataclass(frozen=True, slots=True)
class Settings:
    """How the assistant retrieves, selects and composes. Numbers from DECISIONS 9 unless said otherwise."""

    # retrieval
    hits: int = 400  # entries taken from each of the two searches
    meaning_weight: float = 0.8  # share of the cosine in the fused score; the rest is words
    earlier_turn_share: float = 0.7  # of the turn before, added to one that leans on it; squared for the one before
    most_earlier_turns: int = 3  # that a leaning turn is read with
    guide_entries: int = 6  # entries of a guide whose mean counts beside its best one
    situation_entries: int = 3  # the same of an uncovered situation, which has fewer
    best_entry_share: float = 0.1  # weight of the best entry; the mean has the rest
    longest_turn: int = 20_000  # characters read of one turn
    window_words: int = 60  # words in one window of a long question
    most_windows: int = 24

    # what a message is as a whole: probabilities from which it is taken for it, beside the rules (DECISIONS 24)
    danger_floor: float = 0.35  # someone may be in danger
    alarm_floor: float = 0.2  # the crisis lines come first, then the answer
    doubt_floor: float = 0.05  # below it alarming words that a rule found are no danger: the crisis lines, the answer
    person_floor: float = 0.3  # a person is offered beside the answer
    misheard_below: float = 0.005  # a rule that words set off is left out of what is judged an ordinary question
    beyond_us_floor: float = 0.7  # what is asked is beyond us
    elsewhere_floor: float = 0.8  # another nation, or another topic

    # selection
    closeness_floor: float = 0.345  # below it nothing here is what was asked
    closeness_floor_of_ours: float = 0.29  # the same, for a question that is judged to be of our kind
    ours_floor: float = 0.8  # probability from which it is
    answer_floor: float = 0.15  # probability from which a guide may answer
    beside_floor: float = 0.07  # probability from which a guide answers beside the best
    sure_floor: float = 0.2  # a guide less probable than this needs the closeness below too
    close_enough: float = 0.35
    uncovered_odds: float = 2.0  # a guide must be so many times as probable as any situation without one
    together_odds: float = 1.5  # guides this close to the best are meant too, however improbable
    unclear_below: float = 0.2  # probability of the best below which it is asked which of several is meant
    original_floor: float = 0.55  # fused score from which an original answers alone
    original_margin: float = 0.2  # by which an original must come nearer than every guide to answer in their place
    alone_floor: float = 0.97  # a turn whose best guide is this probable is understood without the turns before
    most_guides: int = 2
    most_guides_in_all: int = 4  # with those told apart
    probable_enough: float = 0.98  # together, from which no further guide is told of
    near_floor: float = 0.01  # probability from which a guide is told of
    aside_margin: float = 0.15  # focus by which the situation's own guide must answer better to answer alone

    # composition
    most_direct: int = 4  # statements that answer what was asked
    focus_penalty: float = 1.0  # of the ridge that tells a guide's items apart (DECISIONS 9)
    focus_words_weight: float = 0.4  # of words beside meaning in it
    focus_own_words: float = 5.0  # weight of an item's own words beside one way of asking for it
    names_time_bonus: float = 0.03  # for what names a time, where a time was asked about
    dated_bonus: float = 0.2  # for a time limit that may be asked about, where its last day is known
    wrong_party_cost: float = 0.25  # against the time of another party than the one asked about
    direct_margin: float = 0.17  # a statement this far below the best no longer answers the question
    short_words: int = 40  # a statement up to here is short
    later_guide_cost: float = 0.1  # of each guide that answers before a statement's own, on the scale of the focus
    word_cost: float = 0.004  # of each word beyond, on the scale of the focus
    direct_words: int = 130  # after this many words no further statement is added
    myth_floor: float = 0.44  # focus from which a question repeats a myth
    most_myths: int = 2
    close_days: int = CLOSE_DAYS  # a time limit within so many days calls for a person
