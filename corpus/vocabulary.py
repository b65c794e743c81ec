"""The closed vocabularies: one table for guides, replies, casework and reports alike.

A value is stable for ever, because stored referrals, verdicts and evals point to it.
"""

from enum import StrEnum


class Stage(StrEnum):
    """Where a family is; also the folder a guide lives in."""

    GETTING_HELP = "getting_help"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    REVIEW = "review"
    SCHOOL = "school"
    ATTENDANCE_AND_EXCLUSION = "attendance_and_exclusion"
    EQUALITY = "equality"
    DISAGREEMENT = "disagreement"
    HEALTH_AND_CARE = "health_and_care"
    EARLY_YEARS = "early_years"
    GROWING_UP = "growing_up"
    FAMILY_LIFE = "family_life"
    WHO_CAN_HELP = "who_can_help"
    RIGHTS_AND_RECORDS = "rights_and_records"
    REFORM = "reform"
    SERVICE = "service"


class Formality(StrEnum):
    """The rungs from an informal talk to court; an option's `formality` is a rung's number."""

    INFORMAL_TALK = "1"
    WRITTEN_REQUEST = "2"
    FORMAL_REQUEST_OR_REVIEW = "3"
    COMPLAINT_OR_MEDIATION = "4"
    TRIBUNAL_PANEL_OR_OMBUDSMAN = "5"
    COURT = "6"


class Verified(StrEnum):
    """How a statement was checked. `unsure` is not here on purpose: it never reaches a family."""

    PAGE = "page"
    KNOWLEDGE = "knowledge"


class Who(StrEnum):
    """Who a time limit binds."""

    FAMILY = "family"
    COUNCIL = "council"
    SCHOOL = "school"
    TRIBUNAL = "tribunal"
    MEDIATION_ADVISER = "mediation_adviser"
    NHS = "nhs"
    OMBUDSMAN = "ombudsman"
    OTHER = "other"


class ClockStart(StrEnum):
    """What starts a clock."""

    REQUEST_RECEIVED = "request_received"
    DECISION_LETTER = "decision_letter"
    MEDIATION_CERTIFICATE = "mediation_certificate"
    MEDIATION_ADVISER_TOLD = "mediation_adviser_told"
    MEDIATION_REQUESTED = "mediation_requested"
    MEDIATION_AGREEMENT = "mediation_agreement"
    DRAFT_PLAN_SENT = "draft_plan_sent"
    FINAL_PLAN_ISSUED = "final_plan_issued"
    AMENDMENT_NOTICE_SENT = "amendment_notice_sent"
    REVIEW_MEETING = "review_meeting"
    LAST_REVIEW = "last_review"
    PHASE_TRANSFER_YEAR = "phase_transfer_year"
    MOVED_AREA = "moved_area"
    APPEAL_RECEIVED = "appeal_received"
    HEARING = "hearing"
    TRIBUNAL_ORDER = "tribunal_order"
    TRIBUNAL_DECISION_SENT = "tribunal_decision_sent"
    ACT_COMPLAINED_OF = "act_complained_of"
    GROUNDS_AROSE = "grounds_arose"
    KNEW_OF_PROBLEM = "knew_of_problem"
    COMPLAINT_MADE = "complaint_made"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged"
    COMPLAINT_ANSWERED = "complaint_answered"
    EXCLUSION_NOTICE = "exclusion_notice"
    EXCLUSION_STARTED = "exclusion_started"
    GOVERNORS_DECISION = "governors_decision"
    ABSENCE_STARTED = "absence_started"
    PENALTY_NOTICE = "penalty_notice"
    REFUSAL_LETTER = "refusal_letter"
    RECORDS_REQUEST_RECEIVED = "records_request_received"
    LETTER_BEFORE_CLAIM = "letter_before_claim"
    REFERRAL_RECEIVED = "referral_received"
    BIRTHDAY = "birthday"
    CONTINUING = "continuing"
    SET_IN_LETTER = "set_in_letter"


class TimeRule(StrEnum):
    """The named rules of time. `assistant/deadlines` computes those it has a function for.

    `NO_FIXED_TIME` and `SET_BY_LETTER` are limits that no function can compute: the first because
    the law fixes no number, the second because only the family's own letter holds the date.
    """

    APPEAL_WINDOW = "appeal_window"
    MEDIATION_CONTACT_TWO_MONTHS = "mediation_contact_two_months"
    MEDIATION_CERTIFICATE_THREE_WORKING_DAYS = "mediation_certificate_three_working_days"
    MEDIATION_ARRANGED_THIRTY_DAYS = "mediation_arranged_thirty_days"
    MEDIATION_AGREEMENT_CARRIED_OUT = "mediation_agreement_carried_out"
    ASSESSMENT_DECISION_SIX_WEEKS = "assessment_decision_six_weeks"
    ADVICE_SIX_WEEKS = "advice_six_weeks"
    NO_PLAN_DECISION_SIXTEEN_WEEKS = "no_plan_decision_sixteen_weeks"
    FINAL_PLAN_TWENTY_WEEKS = "final_plan_twenty_weeks"
    DRAFT_PLAN_FIFTEEN_DAYS = "draft_plan_fifteen_days"
    SCHOOL_CONSULTED_FIFTEEN_DAYS = "school_consulted_fifteen_days"
    REASSESSMENT_DECISION_FIFTEEN_DAYS = "reassessment_decision_fifteen_days"
    REASSESSMENT_PLAN_FOURTEEN_WEEKS = "reassessment_plan_fourteen_weeks"
    REVIEW_EVERY_TWELVE_MONTHS = "review_every_twelve_months"
    REVIEW_PAPERS_TWO_WEEKS_BEFORE = "review_papers_two_weeks_before"
    REVIEW_REPORT_TWO_WEEKS = "review_report_two_weeks"
    REVIEW_DECISION_FOUR_WEEKS = "review_decision_four_weeks"
    REVIEW_FINAL_PLAN_TWELVE_WEEKS = "review_final_plan_twelve_weeks"
    PHASE_TRANSFER_FEBRUARY = "phase_transfer_february"
    PHASE_TRANSFER_MARCH = "phase_transfer_march"
    PHASE_TRANSFER_FIVE_MONTHS = "phase_transfer_five_months"
    MOVED_AREA_SIX_WEEKS = "moved_area_six_weeks"
    TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS = "tribunal_response_thirty_working_days"
    TRIBUNAL_DECISION_TEN_WORKING_DAYS = "tribunal_decision_ten_working_days"
    TRIBUNAL_REGISTERS_TEN_WORKING_DAYS = "tribunal_registers_ten_working_days"
    TRIBUNAL_PERMISSION_TO_APPEAL = "tribunal_permission_to_appeal"
    REINSTATE_APPEAL_TWENTY_EIGHT_DAYS = "reinstate_appeal_twenty_eight_days"
    ORDER_ASSESS = "order_assess"
    ORDER_MAKE_PLAN = "order_make_plan"
    ORDER_AMEND_PLAN = "order_amend_plan"
    ORDER_NAME_SCHOOL_TWO_WEEKS = "order_name_school_two_weeks"
    ORDER_CEASE = "order_cease"
    RECOMMENDATION_REPLY_FIVE_WEEKS = "recommendation_reply_five_weeks"
    DISCRIMINATION_CLAIM_SIX_MONTHS = "discrimination_claim_six_months"
    DISCRIMINATION_COUNTY_COURT_SIX_MONTHS = "discrimination_county_court_six_months"
    JUDICIAL_REVIEW_THREE_MONTHS = "judicial_review_three_months"
    PRE_ACTION_REPLY_FOURTEEN_DAYS = "pre_action_reply_fourteen_days"
    OMBUDSMAN_TWELVE_MONTHS = "ombudsman_twelve_months"
    COMPLAINT_STAGE_ONE_TEN_WORKING_DAYS = "complaint_stage_one_ten_working_days"
    COMPLAINT_STAGE_TWO_TWENTY_WORKING_DAYS = "complaint_stage_two_twenty_working_days"
    CHILDREN_ACT_COMPLAINT = "children_act_complaint"
    NHS_COMPLAINT_TWELVE_MONTHS = "nhs_complaint_twelve_months"
    NHS_COMPLAINT_ACKNOWLEDGED_THREE_WORKING_DAYS = "nhs_complaint_acknowledged_three_working_days"
    SCHOOL_COMPLAINT = "school_complaint"
    SUBJECT_ACCESS_ONE_MONTH = "subject_access_one_month"
    FREEDOM_OF_INFORMATION_TWENTY_WORKING_DAYS = "freedom_of_information_twenty_working_days"
    SCHOOL_RECORD_FIFTEEN_SCHOOL_DAYS = "school_record_fifteen_school_days"
    EXCLUSION_GOVERNORS_MEET = "exclusion_governors_meet"
    EXCLUSION_REVIEW_PANEL_FIFTEEN_SCHOOL_DAYS = "exclusion_review_panel_fifteen_school_days"
    EXCLUSION_EDUCATION_SIXTH_DAY = "exclusion_education_sixth_day"
    ABSENCE_FIFTEEN_DAYS = "absence_fifteen_days"
    ADMISSION_APPEAL_TWENTY_SCHOOL_DAYS = "admission_appeal_twenty_school_days"
    TRANSPORT_APPEAL_TWENTY_WORKING_DAYS = "transport_appeal_twenty_working_days"
    PENALTY_NOTICE_PAYMENT = "penalty_notice_payment"
    SOCIAL_CARE_ASSESSMENT_FORTY_FIVE_WORKING_DAYS = "social_care_assessment_forty_five_working_days"
    SOCIAL_CARE_DECISION_ONE_WORKING_DAY = "social_care_decision_one_working_day"
    STRAIGHT_AWAY = "straight_away"
    NO_FIXED_TIME = "no_fixed_time"
    SET_BY_LETTER = "set_by_letter"


class SourceKind(StrEnum):
    """What a source is. `authority` is derived from it, so no source can claim a rank."""

    ACT = "act"
    REGULATIONS = "regulations"
    TRIBUNAL_RULES = "tribunal_rules"
    CASE_LAW = "case_law"
    STATUTORY_GUIDANCE = "statutory_guidance"
    GUIDANCE = "guidance"
    POLICY = "policy"
    COMMENTARY = "commentary"

    @property
    def authority(self) -> int:
        """Rank, 1 the highest (an Act) to 6 (commentary, never relied on for law)."""
        return _AUTHORITY[self]

    @property
    def is_legislation(self) -> bool:
        """Whether a reference to it always names a provision, never the whole."""
        return self in (SourceKind.ACT, SourceKind.REGULATIONS, SourceKind.TRIBUNAL_RULES)


_AUTHORITY = {
    SourceKind.ACT: 1,
    SourceKind.REGULATIONS: 2,
    SourceKind.TRIBUNAL_RULES: 2,
    SourceKind.CASE_LAW: 3,
    SourceKind.STATUTORY_GUIDANCE: 4,
    SourceKind.GUIDANCE: 5,
    SourceKind.POLICY: 5,
    SourceKind.COMMENTARY: 6,
}


class SourceStatus(StrEnum):
    """Where a source stands in time. Only `in_force` is told as what the law is."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    PROPOSED = "proposed"
    SUPERSEDED = "superseded"
    HISTORIC = "historic"


class CompleteTo(StrEnum):
    """How deep a source's list of `pinpoints` is complete."""

    NONE = "none"
    SECTION = "section"
    SUBSECTION = "subsection"


class PassageKind(StrEnum):
    """What a passage is a part of: the first four of a guide, the last of an original document."""

    STATEMENT = "statement"
    OPTION = "option"
    LIMIT = "limit"
    MYTH = "myth"
    ORIGINAL = "original"


class HandoffReason(StrEnum):
    """Why a person should take over. The wording is in `assistant/boundaries.yaml`."""

    # what is asked is itself beyond us
    REPRESENT_ME = "represent_me"
    PREDICT_OUTCOME = "predict_outcome"
    CHOOSE_FOR_ME = "choose_for_me"
    ARGUE_MY_CASE = "argue_my_case"
    COURT_PAPERS = "court_papers"
    SIGN_OR_NOT = "sign_or_not"
    PERSONAL_DISPUTE = "personal_dispute"
    NAMED_PERSON = "named_person"
    OTHER_PROCEEDINGS = "other_proceedings"
    COMPLAINT_ABOUT_US = "complaint_about_us"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    COMPENSATION = "compensation"
    LANGUAGE = "language"
    # we can answer, and this family should also have a person, soon
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_PASSED = "deadline_passed"
    NO_EDUCATION = "no_education"
    PERMANENT_EXCLUSION = "permanent_exclusion"
    HEARING_AHEAD = "hearing_ahead"
    PROSECUTION_OR_DEBT = "prosecution_or_debt"
    CARE_CUT = "care_cut"
    CARER_AT_LIMIT = "carer_at_limit"
    ORDER_NOT_OBEYED = "order_not_obeyed"
    SEVERAL_DISPUTES = "several_disputes"
    ACCESS_NEEDS = "access_needs"
    ABOUT_THE_SERVICE = "about_the_service"
    JUDICIAL_REVIEW = "judicial_review"
    # nothing to answer with
    NOT_COVERED = "not_covered"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    # the family asked
    ASKED_FOR_PERSON = "asked_for_person"


class Urgency(StrEnum):
    """How soon a person is needed, most urgent first."""

    TODAY = "today"
    WITHIN_TWO_WORKING_DAYS = "within_two_working_days"
    WITHIN_A_WEEK = "within_a_week"
    ROUTINE = "routine"
