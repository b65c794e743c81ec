"""What a date may be the date of: the words that tell, as one table read from the top.

The first row whose words stand in the clause decides. A row whose start is None, or whose `unless` words stand
there too, decides that the date starts nothing we know: a refusal by a school is no decision of the council.
"""

import re
from dataclasses import dataclass, field

from corpus.vocabulary import ClockStart

_ANY = re.compile("")
_NEVER = re.compile(r"(?!)")


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.DOTALL)


def _not_yet(thing: str) -> str:
    """Match a thing that is awaited, missing or asked for, and so has no date of its own."""
    return (
        r"\b(?:not|no|never|without|nothing|haven't|hasn't|hadn't|didn't|don't|still|wait\w*|chas\w*|should|supposed|"
        rf"want\w*|need\w*|ask\w*|request\w*|appl\w+)\b.*{thing}|"
        rf"{thing}\b\s+(?:\w+\s+)?(?:(?:is|was) (?:due|late|overdue|not|still|supposed|meant)|has not|hasn't|wasn't|"
        r"isn't|should|still|never|due|overdue|late)\b"
    )


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: what the words tell that a date is the date of; None is something that starts no clock here.

    `words` and `unless` are sought in the clause, `named` and `unless_named` in the whole message. Where the message
    does not name what it must, `otherwise` is what the date is of, if `otherwise_words` stand in the clause.
    """

    start: ClockStart | None
    words: re.Pattern[str]
    unless: re.Pattern[str] = field(default=_NEVER)
    named: re.Pattern[str] = field(default=_ANY)
    unless_named: re.Pattern[str] = field(default=_NEVER)
    otherwise: ClockStart | None = None
    otherwise_words: re.Pattern[str] = field(default=_NEVER)


# Which day of a document's life a date is. Time runs from the sending, or from the issue of a certificate.
DATED = _words(r"\b(?:dated|date (?:on|of)|sent|issued|wrote|written|posted|e-?mailed)\b")
RECEIVED = _words(
    # who "got refused" tells of the refusal, not of a letter that came
    r"\b(?:received|recieved|arrived|came|(?:got|get)(?! (?:refused|rejected|turned|declined|knocked))|"
    r"turned up|landed|opened|reached|through the (?:door|post))\b"
)
# "it's dated 3 June" says nothing of what is dated: that was named before.
ONLY_DATED = _words(
    r"^\W*(?:(?:it|its|it's|which|and|but|that|that's|this|the|is|was|are|sorry|actually|only|just|says)\W+)*"
    r"(?:dated|date(?: (?:on it|of it))?(?: (?:is|was|says))?|(?:is )?(?:the date )?on it)"
    r"(?:\W+(?:i|think|on|it|the))*\W*$"
)
# "but it only came on 14 June" says nothing of what came.
ONLY_CAME = _words(
    r"^\W*(?:(?:it|and|but|only|just|which|that|we|i|finally|then|didn't|wasn't|not)\W+)*"
    r"(?:arrived|arrive|came|come|received|got|turned up|landed|reached (?:us|me))(?:\W+(?:it|on|until|till|the))*\W*$"
)
_SUSPENDED = _words(r"\b(?:exclu(?:ded|sion|ding)|suspen(?:ded|sion))\b")
# A date that something must be done by starts nothing.
MUST_BE_DONE_BY = _words(
    r"\b(?:by|until|till|before|due(?: on| by)?|deadline(?: is| was| of)?|no later than|expires?(?: on)?|ends?(?: on)?|"
    r"last (?:day|date)(?: \w+){0,3} is)\s+(?:the\s+)?$"
)

_COUNCIL = r"(?:council|la|lea|local authority|authority|panel|they)"
_CHILD = r"(?:he|she|i|we|(?:my|our)\s+(?:\w+\s+)?(?:son|daughter|child|kid|boy|girl|lad|children|kids))"
_NOT_COUNCIL = (
    r"(?:school|head|headteacher|head teacher|senco|sendco|teacher|nursery|college|academy|gp|doctor|hospital|"
    r"paediatrician|camhs|consultant|therapist|tribunal|judge|court|solicitor|governors?|ombudsman|nhs|icb)"
)
_COUNCIL_MATTERS = r"\b(?:council|la|lea|local authority|ehc\w*|echp|assess\w*|plan|appeal\w*|letter|decision)\b"
# "They said no", said of a school, where nothing in the message points to the council.
_ONLY_A_SCHOOL = _words(rf"^(?!.*{_COUNCIL_MATTERS}).*\b{_NOT_COUNCIL}\b")
_TO_ANOTHER = rf"\b(?:to|with) (?:\w+ )?{_NOT_COUNCIL}\b"
_REFUSED = (
    r"(?:refus\w*|said no|says no|saying no|say no|turned (?:\w+ )?down|turning (?:\w+ )?down|declin\w+|reject\w+|"
    r"decision|decided (?:not|against)|(?:doesn'?t|does not|didn'?t|did not|don'?t) meet (?:the |their )?"
    r"(?:threshold|criteria)|(?:won'?t|will not|would not|wouldn'?t|not going to) (?:be )?(?:assess|issu|amend)\w*)"
)
# "He was refused": the child is the one refused, and the council the one who refuses.
_NOT_PASSIVE = (
    r"(?:(?!\b(?:got|get|getting|been|was|were|is|are|being|they|council|la|lea|panel|authority)\b)[^.]){0,25}"
)
_A_NO = r"\b(?:it|that|answer|reply|response)(?:'s| is| was| came back)?(?: as)? a (?:flat |definite |clear )?no\b"
_NO_LETTER = r"\b(?:the|a|their|this|that) [\"'“]?no[\"'”]? letter\b|\bknock(?:ed)?[ -]?(?:\w+ )?back\b"
_ASKED = (
    r"(?:asked|asking|applied|requested|request|put in|submitted|sent (?:in |off )?(?:\w+ ){0,4}(?:application|form))"
)
# Other things that families are refused or ask for. None of them is about an assessment or a plan.
_OTHER_SERVICES = (
    r"\b(?:transport|taxi|admissions?|dla|pip|carer'?s|respite|short breaks?|direct payments?|personal budget|"
    r"holiday|housing|social care)\b"
    rf"|\b{_REFUSED} (?:\w+ ){{0,3}}(?:diagnos\w*|camhs|referral|medication|blue badge|place)\b"
)
_CERTIFICATE = r"cert(?:s|i?f+i?c[ai]te?|if+icate?)?"  # and as it is misspelt
_ELSEWHERE = _words(_OTHER_SERVICES)
# A letter that says yes, unless a refusal is told as well.
_SAYS_YES = _words(
    r"^(?!.*\b(?:refus\w*|no|not|reject\w*|declin\w*|won'?t)\b).*\b(?:agree[ds]?|agreeing|said yes|going ahead)\b"
)
_PLAN_IS = r"(?:came|come|comes|went|gone|is|was|now|back|issued|sent|made|through)"
# "The final" with no noun is the plan, unless another noun follows.
_OTHER_FINALS = (
    r"(?!\s+(?:hearing|decision|straw|word|year|term|exam\w*|response|reply|stage|day|date|report|say|offer|meeting|"
    r"warning|letter|written|notice|bit|thing|week|month|time|hour|deadline|answer|review|one of)\b)"
)
_OTHER_REQUESTS = (
    r"\b(?:records|subject access|sar|foi|extension|copy|meeting|review|re-?assess\w*|appeal|complaint|letter|about|"
    r"chang\w+|updat\w+|amend\w*)\b|"
    rf"\b{_ASKED}\b.{{0,30}}\b(?:school|college|place|placement|setting|provision|therap\w*|support|help|tutor\w*)\b"
)

# What the records or the information are that somebody was asked for.
_RECORDS = (
    r"(?:subject access|sars?\b|dsar|data (?:access )?request|records?\b|"
    r"(?:his|her|their|school|social care|case|my) files?\b|"
    r"foi\b|freedom of information|information request)"
)
_REVIEW = r"(?:(?:annual|yearly|emergency|early|interim|ehcp|plan|their|his|her|our|the)\s+)+review(?:\s+meeting)?"

CUES: tuple[Cue, ...] = (
    Cue(None, _words(r"\b(?:born|dob|d\.o\.b|date of birth|birth ?date|birthday)\b")),
    Cue(
        ClockStart.RECORDS_REQUEST_RECEIVED,
        _words(
            rf"\b(?:{_ASKED}|made|emailed|e-mailed|wrote|filed|did|sent)\b.{{0,40}}\b{_RECORDS}",
            rf"\b{_RECORDS}.{{0,25}}\b(?:sent|made|submitted|went|put in|filed|e-?mailed|in)\b",
        ),
        unless=_words(
            r"\b(?:medical|nhs|tracking) number\b", r"\b(?:got|received|came|arrived)\b.{0,20}\b(?:records?|files?)\b"
        ),
    ),
    # A certificate moves the last day later, so anything but having one is left alone.
    Cue(
        ClockStart.MEDIATION_CERTIFICATE,
        _words(rf"\b{_CERTIFICATE}\b"),
        unless=_words(_not_yet(_CERTIFICATE), r"\b(?:medical|birth|sick|exam|gcse)\b"),
    ),
    Cue(
        ClockStart.TRIBUNAL_ORDER,
        _words(
            r"\b(?:tribunal|judge)\b.{0,25}\border(?:ed|s)?\b(?! to\b)",
            r"\b(?:tribunal|judge)\b.{0,25}\bordered\b",
            r"\b(?:tribunal|judge) (?:has )?(?:told|instructed|directed) (?:the |our )?(?:council|la|lea|authority)\b",
            r"\b(?:an?|the|its|their|consent) order\b",
            r"\border (?:was |is )?(?:made|dated|issued|came)\b",
        ),
        unless=_words(r"\bin order\b|\b(?:court|attendance) order\b", _not_yet("order")),
    ),
    Cue(
        ClockStart.HEARING,
        _words(
            r"\b(?:a|the|our|my|tribunal|appeal|final|paper|video) hearing\b",
            r"\bhearing (?:is|was|date|on|listed|set)\b",
        ),
        unless=_words(r"\bhearing (?:loss|aids?|test|impair\w*|difficult\w*|back|from|nothing)\b|\bhard of hearing\b"),
    ),
    Cue(None, _words(r"\bappealed\b|\b(?:sent|lodged|submitted|filed|registered|made|put in)\b.{0,20}\bappeal\b")),
    Cue(
        ClockStart.COMPLAINT_ACKNOWLEDGED,
        _words(r"\backnowledg\w+\b.{0,30}\bcomplaint\b|\bcomplaint\b.{0,30}\backnowledg\w+\b"),
        unless=_words(_not_yet("acknowledg")),
    ),
    Cue(
        ClockStart.COMPLAINT_MADE,
        _words(
            r"\bcomplaint\b\s+(?:(?:was|went|had been)\s+)?(?:sent|submitted|made|put in|lodged|in|e-?mailed|posted)\b"
        ),
        unless=_words(_TO_ANOTHER),
    ),
    Cue(
        ClockStart.COMPLAINT_ANSWERED,
        _words(
            r"\b(?:answer\w*|repl\w+|respon\w+|upheld|rejected|refused)\b.{0,30}\bcomplaint\b",
            r"\bcomplaint\b.{0,30}\b(?:answer\w*|repl\w+|respon\w+|upheld|rejected|refused)\b",
        ),
        unless=_words(_not_yet("(?:answer|repl|respon)"), r"\bno (?:answer|reply|response)\b"),
    ),
    Cue(
        ClockStart.COMPLAINT_MADE,
        _words(
            r"\bcomplained\b|"
            r"\b(?:made|sent|put in|submitted|filed|raised|lodged|did|e-?mailed|posted)\b.{0,25}\bcomplaint\b"
        ),
        unless=_words(_TO_ANOTHER),
    ),
    Cue(None, _words(r"\bcomplain\w*\b")),
    Cue(
        ClockStart.MEDIATION_ADVISER_TOLD,
        _words(
            r"\b(?:told|rang|phoned|called|said|informed|e-?mailed)\b.*"
            r"\b(?:don't|do not|didn't|did not|not) (?:want|wish|to)\b.{0,15}\bmediat",
            r"\b(?:declined|refused|turned down|said no to)\b.{0,15}\bmediat",
        ),
    ),
    Cue(
        ClockStart.MEDIATION_REQUESTED,
        _words(
            r"\b(?:want(?:ed)?|asked for|requested|agreed to|said yes to|chose|opted for|booked)\b"
            r".{0,25}\bmediat(?:e|ion)\b"
        ),
        unless=_words(
            r"\b(?:don't|do not|didn't|did not|not|no longer)\b|\bcancel\w+\b|\b(?:council|la) (?:asked|want)"
        ),
    ),
    Cue(
        ClockStart.MEDIATION_ADVISER_TOLD,
        _words(
            r"\b(?:told|rang|phoned|called|spoke|contacted|e-?mailed|informed|notified|let)\b.{0,30}"
            r"\bmediat(?:ion|ors?)\b"
        ),
        unless=_words(r"\b(?:school|council|la|local authority) (?:told|rang|called|informed|e-?mailed)\b"),
    ),
    Cue(None, _words(r"\bmediat\w+\b")),
    Cue(ClockStart.FINAL_PLAN_ISSUED, _words(r"\bdraft\b.{0,25}\bfinali[sz]ed\b"), unless=_words(_not_yet("finali"))),
    Cue(
        ClockStart.DRAFT_PLAN_SENT,
        _words(r"\bdraft\b"),
        unless=_words(
            _not_yet("draft"), r"\b(?:replied|responded|comment\w*|returned|sent back|our response|final\w*)\b"
        ),
    ),
    Cue(
        ClockStart.FINAL_PLAN_ISSUED,
        _words(
            r"\bfinal(?:ised|ized)?\b(?:\s+\w+){0,2}\s+(?:plan|ehcp|echp|ehc|version)\b",
            r"\b(?:plan|ehcp|echp)\b.{0,15}\bfinali[sz]ed\b",
            r"\bfinali[sz]ed\b.{0,15}\b(?:plan|ehcp|echp)\b",
            rf"\b(?:plan|ehcp|echp)\b\s+(?:\w+\s+)?{_PLAN_IS}\b.{{0,12}}\bfinal\b{_OTHER_FINALS}",
            r"\b(?:got|get|received|recieved|have|sent|issued|gave)\s+(?:us\s+|me\s+)?"
            rf"(?:(?:the|a|our|his|her|their)\s+)?final(?:ised|ized)?\b{_OTHER_FINALS}",
            r"\b(?:the|our|his|her)\s+final\s+(?:has\s+|just\s+|one\s+)?"
            r"(?:is|was|came|arrived|come|landed|issued|dated)\b",
            r"^\W*final(?:ised|ized)?\s+(?:one\s+)?(?:came|arrived|come|landed|turned up|issued|dated|received)\b",
            r"\bfinali[sz]ed\s+it\b",
        ),
        unless=_words(_not_yet("final"), _not_yet("(?:plan|ehcp|echp)")),
    ),
    Cue(
        ClockStart.GOVERNORS_DECISION,
        _words(
            r"\bgovernors?\b.{0,40}\b(?:decision|decided|refused|upheld|up held|backed|agreed|confirmed|"
            r"met|letter|said|sided|voted|won't reinstate|declined)\b",
            r"\b(?:decision|letter)\b.{0,20}\b(?:from|of|by) (?:the )?governors?\b",
        ),
        unless=_words(
            r"\b(?:meet|meeting|will|going to|due|hearing is|are meeting|waiting)\b", r"\bcomplain\w*\b", _TO_ANOTHER
        ),
        named=_words(r"\b(?:exclu\w*|expel\w*|suspen\w*|perm(?:anent(?:ly)?)? ?ex\w*|kicked out|reinstat\w*)\b"),
    ),
    Cue(None, _words(r"\bgovernors?\b.{0,25}\b(?:decision|decided|refused|judgment)\b")),
    Cue(
        ClockStart.TRIBUNAL_DECISION_SENT,
        _words(
            r"\b(?:tribunal|judge)(?:'?s)?\b.{0,25}\b(?:decision|decided|judgment|reasons|dismissed|rejected|ruled)\b",
            r"\blost\b.{0,20}\b(?:appeal|tribunal|hearing)\b",
        ),
        unless=_words(
            _not_yet("(?:decision|judgment|reasons)"), r"\b(?:will|going to|due|expect\w*|appeal (?:to|it))\b"
        ),
    ),
    Cue(None, _words(r"\b(?:tribunal|judge)\b.{0,25}\b(?:decision|decided|refused|judgment)\b")),
    Cue(
        ClockStart.PENALTY_NOTICE,
        _words(r"\b(?:penalty notice|fpn|fined|(?:a|the|attendance|holiday|school|another|£\d+) fine)\b"),
        unless=_words(_not_yet("(?:fined?|notice)"), r"\b(?:threat\w*|warning|warned|will|going to|if|might|could)\b"),
    ),
    # An exclusion is the act complained of only where discrimination is named; no council's letter tells of one.
    Cue(
        ClockStart.ACT_COMPLAINED_OF,
        _words(r"\b(?:exclu(?:ded|sion|ding)|suspen(?:ded|sion)|sent (?:\w+ )?home|restrain\w+|incident|happened)\b"),
        named=_words(r"\bdiscriminat\w*"),
        otherwise=ClockStart.EXCLUSION_STARTED,
        otherwise_words=_SUSPENDED,
    ),
    # What a school or a club did is the act complained of where a claim or discrimination is named.
    Cue(
        ClockStart.ACT_COMPLAINED_OF,
        _words(
            r"\b(?:school|nursery|college|club|teachers?|head(?:teacher)?|staff|ta)\b.{0,40}?\b(?:kept|left|stopped|banned|"
            r"barred|would(?: not|n't)|made|took|locked|shut|humiliated|punished)\b"
        ),
        named=_words(
            r"\bdiscriminat\w*",
            r"\b(?:make|made|bring|brought|start|put in) (?:a |the )?claim\b",
            r"\bequality act\b",
        ),
    ),
    Cue(
        ClockStart.EXCLUSION_STARTED,
        _words(r"\b(?:expelled|kicked out of school|perm(?:anent(?:ly)?)?[ -]?ex(?:ed|cluded)?|pex(?:ed)?)\b"),
    ),
    Cue(None, _words(rf"\b{_CHILD}\b{_NOT_PASSIVE}\b(?:refus\w*|declin\w+|reject\w+|decided|said no)\b")),
    Cue(
        None, _words(r"\bschool refus\w+|\brefus\w+ (?:school\b|to (?:go|attend|eat|leave|get|enter|come|work|wear)\b)")
    ),
    Cue(None, _words(rf"\b{_NOT_COUNCIL}\s+(?:(?:has|have|had|just|then|also|finally)\s+)*{_REFUSED}\b")),
    Cue(
        ClockStart.DECISION_LETTER,
        _words(rf"\b{_REFUSED}\b|\b{_COUNCIL}\b.{{0,15}}\bno to\b|\b(?:got a|told(?: us)?) no\b|{_NO_LETTER}|{_A_NO}"),
        unless=_words(
            _OTHER_SERVICES,
            r"\b(?:waiting|no decision|not decided|haven't decided|decision is due)\b"
            r"|\b(?:will|going to|should|expect\w*|due|until|till)\b.{0,25}\b(?:decision|decide)\b",
        ),
        unless_named=_ONLY_A_SCHOOL,
    ),
    Cue(None, _words(rf"\b{_COUNCIL}\b\s+(?:(?:has|have|had|then|also)\s+)*(?:asked|requested|applied)\b")),
    Cue(
        ClockStart.REQUEST_RECEIVED,
        _words(
            rf"\b{_ASKED}\b.{{0,60}}\b(?:assess\w*|ehc\w*|echp|statutory|plan)\b",
            rf"\b(?:assess\w*|ehc\w*|echp)\b.{{0,40}}\b{_ASKED}\b",
            r"\b(?:applied|requested|put in (?:for|a|the|my|our)|sent (?:in |off )?(?:(?:a|the|our|my) )?request)\b",
        ),
        unless=_words(_OTHER_SERVICES, _OTHER_REQUESTS),
    ),
    Cue(
        ClockStart.REQUEST_RECEIVED,
        _words(
            r"\b(?:request|application|ehcna)\b.{0,12}\b(?:went|sent|put|submitted|made|handed|posted|e-?mailed)\b",
            r"\b(?:put|sent|handed|got|submitted|e-?mailed|posted)\b.{0,25}\b(?:request|application|ehcna)\b",
            r"\b(?:received|recieved)\b.{0,12}\b(?:request|application)\b",
        ),
        unless=_words(_OTHER_SERVICES, _OTHER_REQUESTS, _not_yet("(?:request|application)")),
        named=_words(r"\b(?:ehc\w*|echp|assess\w*|plan|statutory|council|la|local authority)\b"),
    ),
    Cue(
        None,
        _words(
            rf"\b(?:letter|e-?mail|report)\b.{{0,20}}\bfrom (?:\w+ )?{_NOT_COUNCIL}\b",
            rf"\b{_NOT_COUNCIL}(?:'?s)?\s+letter\b",
            r"\b(?:i|we)\b\s+(?:\w+\s+)?(?:wrote|sent|e-?mailed|posted)\b",
            r"\bletter before\b|\b(?:my|our) letter\b",
        ),
    ),
    Cue(
        ClockStart.MOVED_AREA,
        _words(
            r"\b(?:we|i|family|are|will|be|been|have|just)\s+(?:\w+\s+)?mov(?:ed|e|ing)\b"
            r"(?! (?:up|on|him|her|them|class|school))"
        ),
        unless=_words(
            r"\bmov(?:ed|e|ing) (?:\w+ ){0,4}(?:school|class|college|nursery|year|provision|placement|to mainstream)\b"
        ),
        named=_words(r"\b(?:ehc\w*|echp|plan|council|la|local authority|area|borough|county)\b"),
    ),
    # Days of a family's life that start no clock of ours.
    Cue(
        None,
        _words(
            r"\bdiagnos\w+\b|\bappointments?\b|\b(?:offer|appointment) letter\b|\bletter (?:of|with an?) offer\b",
            r"\bhalf[ -]term\b|\bterm (?:starts?|ends?|began|begins)\b|\bback (?:to|at) school\b|\binset\b",
            r"\bmoved? (?:house|here|area|to)\b|\b(?:offer|parents'?) (?:day|evening)\b",
            r"\b(?:start(?:s|ed|ing)?|joined|left|leaves|leaving|moved? up)\b.{0,20}\b(?:school|nursery|reception|"
            r"infants?|juniors?|primary|secondary|college|sixth form|year \d+|year|job|there)\b",
        ),
    ),
    Cue(
        ClockStart.DECISION_LETTER,
        _words(r"\bletter\b"),
        unless=_words(_OTHER_SERVICES, _not_yet("letter"), r"\bappointment\b"),
        unless_named=_words(
            r"\b(?:exclu\w+|suspen\w+|penalty|fine|fined|attendance|prosecut\w+|court)\b", _SAYS_YES.pattern
        ),
    ),
    Cue(
        ClockStart.KNEW_OF_PROBLEM,
        _words(
            r"\b(?:found out|first knew|became aware|(?:first )?reali[sz]ed|first noticed)\b",
            r"\b(?:i|we)(?:'ve| have)? (?:knew|known)\b",
        ),
    ),
    # After the letters: one may be about a review or a meeting.
    Cue(
        ClockStart.REVIEW_MEETING,
        _words(rf"\b{_REVIEW}\b", r"\bannual\b.{0,12}\b(?:was|held|on|is)\b"),
        unless=_words(
            r"\b(?:paperwork|forms?|report|notes|minutes|papers|documents|outcome|decision)\b",
            r"\b(?:camhs|medication|medical|paediatric\w*|sen support|iep|panel|pip|dla|child protection|cin|social)\b",
            r"\breview\b.{0,20}\b(?:overdue|cancelled|postponed|should have)\b",
        ),
        unless_named=_words(r"\breview panel\b|\bexclu\w*|\bsuspen\w*|\bchild in need\b|\blac review\b"),
    ),
    Cue(None, _words(r"\b(?:reviews?|meetings?|visit(?:ed|s)?|panel)\b")),
)
# What can be said to be dated.
DOCUMENTS = frozenset(
    {
        ClockStart.MEDIATION_CERTIFICATE,
        ClockStart.TRIBUNAL_ORDER,
        ClockStart.DRAFT_PLAN_SENT,
        ClockStart.FINAL_PLAN_ISSUED,
        ClockStart.DECISION_LETTER,
        ClockStart.TRIBUNAL_DECISION_SENT,
    }
)


def cue_in(clause: str) -> Cue | None:
    """Return the first row whose words stand in a clause."""
    return next((cue for cue in CUES if cue.words.search(clause)), None)


def is_of_a_school(message: str) -> bool:
    """Say whether a message is about a school, a doctor or a court, with nothing in it that points to the council."""
    return bool(_ONLY_A_SCHOOL.search(message))


def is_explained(clause: str) -> bool:
    """Say whether the words tell what a date is of, and that it starts no clock here: a birthday, a suspension."""
    cue = cue_in(clause)
    if cue is None:
        return False
    return cue.start is None or bool(_ELSEWHERE.search(clause))


def start_in(clause: str, message: str) -> ClockStart | None:
    """Return what a date in `clause` is the date of, in the light of the whole `message`; None when unknown."""
    cue = cue_in(clause)
    if cue is None or cue.unless.search(clause):
        return None
    is_so_named = cue.named.search(message) and not cue.unless_named.search(message)
    if is_so_named:
        return cue.start
    return cue.otherwise if cue.otherwise_words.search(clause) else None
