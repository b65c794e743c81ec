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
    PERMISSION_REFUSED = "permission_refused"
    APPEAL_WITHDRAWN = "appeal_withdrawn"
    TRIBUNAL_TOLD_OF_CONCESSION = "tribunal_told_of_concession"
    ACT_COMPLAINED_OF = "act_complained_of"
    GROUNDS_AROSE = "grounds_arose"
    KNEW_OF_PROBLEM = "knew_of_problem"
    COMPLAINT_MADE = "complaint_made"
    COMPLAINT_ACKNOWLEDGED = "complaint_acknowledged"
    COMPLAINT_ANSWERED = "complaint_answered"
    STAGE_TWO_REQUESTED = "stage_two_requested"
    PANEL_REQUESTED = "panel_requested"
    PANEL_RECOMMENDED = "panel_recommended"
    EXCLUSION_NOTICE = "exclusion_notice"
    EXCLUSION_STARTED = "exclusion_started"
    GOVERNORS_DECISION = "governors_decision"
    REVIEW_PANEL_DECISION = "review_panel_decision"
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
    MEDIATION_ARRANGED_NHS_THIRTY_DAYS = "mediation_arranged_nhs_thirty_days"
    MEDIATION_AGREEMENT_CARRIED_OUT = "mediation_agreement_carried_out"
    ASSESSMENT_DECISION_SIX_WEEKS = "assessment_decision_six_weeks"
    ADVICE_SIX_WEEKS = "advice_six_weeks"
    NO_PLAN_DECISION_SIXTEEN_WEEKS = "no_plan_decision_sixteen_weeks"
    FINAL_PLAN_TWENTY_WEEKS = "final_plan_twenty_weeks"
    DRAFT_PLAN_FIFTEEN_DAYS = "draft_plan_fifteen_days"
    AMENDMENT_COMMENTS_FIFTEEN_DAYS = "amendment_comments_fifteen_days"
    SCHOOL_CONSULTED_FIFTEEN_DAYS = "school_consulted_fifteen_days"
    REASSESSMENT_DECISION_FIFTEEN_DAYS = "reassessment_decision_fifteen_days"
    REASSESSMENT_PLAN_FOURTEEN_WEEKS = "reassessment_plan_fourteen_weeks"
    REVIEW_EVERY_TWELVE_MONTHS = "review_every_twelve_months"
    REVIEW_PAPERS_TWO_WEEKS_BEFORE = "review_papers_two_weeks_before"
    REVIEW_REPORT_TWO_WEEKS = "review_report_two_weeks"
    REVIEW_DECISION_FOUR_WEEKS = "review_decision_four_weeks"
    REVIEW_FINAL_PLAN_TWELVE_WEEKS = "review_final_plan_twelve_weeks"
    DIRECT_PAYMENT_REVIEW_THREE_MONTHS = "direct_payment_review_three_months"
    PHASE_TRANSFER_FEBRUARY = "phase_transfer_february"
    PHASE_TRANSFER_MARCH = "phase_transfer_march"
    PHASE_TRANSFER_FIVE_MONTHS = "phase_transfer_five_months"
    PRIMARY_APPLICATION_FIFTEENTH_JANUARY = "primary_application_fifteenth_january"
    PRIMARY_OFFER_SIXTEENTH_APRIL = "primary_offer_sixteenth_april"
    COMPULSORY_SCHOOL_AGE_ENDS = "compulsory_school_age_ends"
    MOVED_AREA_SIX_WEEKS = "moved_area_six_weeks"
    MOVED_AREA_PLAN_PASSES = "moved_area_plan_passes"
    MOVED_AREA_REVIEW = "moved_area_review"
    TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS = "tribunal_response_thirty_working_days"
    TRIBUNAL_DECISION_TEN_WORKING_DAYS = "tribunal_decision_ten_working_days"
    TRIBUNAL_REGISTERS_TEN_WORKING_DAYS = "tribunal_registers_ten_working_days"
    TRIBUNAL_PERMISSION_TO_APPEAL = "tribunal_permission_to_appeal"
    TRIBUNAL_SET_ASIDE_TWENTY_EIGHT_DAYS = "tribunal_set_aside_twenty_eight_days"
    TRIBUNAL_COSTS_FOURTEEN_DAYS = "tribunal_costs_fourteen_days"
    TRIBUNAL_SUMMONS_FOURTEEN_DAYS = "tribunal_summons_fourteen_days"
    UPPER_TRIBUNAL_PERMISSION_ONE_MONTH = "upper_tribunal_permission_one_month"
    REINSTATE_APPEAL_TWENTY_EIGHT_DAYS = "reinstate_appeal_twenty_eight_days"
    ORDER_ASSESS = "order_assess"
    ORDER_ASSESS_DECISION_TWO_WEEKS = "order_assess_decision_two_weeks"
    ORDER_ASSESS_NO_PLAN_TEN_WEEKS = "order_assess_no_plan_ten_weeks"
    ORDER_ASSESS_PLAN_FOURTEEN_WEEKS = "order_assess_plan_fourteen_weeks"
    ORDER_MAKE_PLAN = "order_make_plan"
    ORDER_MAKE_PLAN_DRAFT_FIVE_WEEKS = "order_make_plan_draft_five_weeks"
    ORDER_MAKE_PLAN_FINAL_ELEVEN_WEEKS = "order_make_plan_final_eleven_weeks"
    ORDER_AMEND_PLAN = "order_amend_plan"
    ORDER_NAME_SCHOOL_TWO_WEEKS = "order_name_school_two_weeks"
    ORDER_CEASE = "order_cease"
    ORDER_RECONSIDER_TWO_WEEKS = "order_reconsider_two_weeks"
    CONCESSION_ASSESS = "concession_assess"
    CONCESSION_MAKE_PLAN = "concession_make_plan"
    CONCESSION_AMEND_FIVE_WEEKS = "concession_amend_five_weeks"
    CONCESSION_NAME_SCHOOL_TWO_WEEKS = "concession_name_school_two_weeks"
    CONCESSION_KEEP_PLAN_FIVE_WEEKS = "concession_keep_plan_five_weeks"
    RECOMMENDATION_REPLY_FIVE_WEEKS = "recommendation_reply_five_weeks"
    DISCRIMINATION_CLAIM_SIX_MONTHS = "discrimination_claim_six_months"
    DISCRIMINATION_COUNTY_COURT_SIX_MONTHS = "discrimination_county_court_six_months"
    DISCRIMINATION_RESPONSE_THIRTY_WORKING_DAYS = "discrimination_response_thirty_working_days"
    JUDICIAL_REVIEW_THREE_MONTHS = "judicial_review_three_months"
    PRE_ACTION_REPLY_FOURTEEN_DAYS = "pre_action_reply_fourteen_days"
    OMBUDSMAN_TWELVE_MONTHS = "ombudsman_twelve_months"
    HEALTH_OMBUDSMAN_TWELVE_MONTHS = "health_ombudsman_twelve_months"
    PARLIAMENTARY_OMBUDSMAN_TWELVE_MONTHS = "parliamentary_ombudsman_twelve_months"
    LEGAL_OMBUDSMAN_SIX_MONTHS = "legal_ombudsman_six_months"
    COMPLAINT_ACKNOWLEDGED_FIVE_WORKING_DAYS = "complaint_acknowledged_five_working_days"
    COMPLAINT_STAGE_ONE_TEN_WORKING_DAYS = "complaint_stage_one_ten_working_days"
    COMPLAINT_STAGE_TWO_TWENTY_WORKING_DAYS = "complaint_stage_two_twenty_working_days"
    CHILDREN_ACT_COMPLAINT_ONE_YEAR = "children_act_complaint_one_year"
    CHILDREN_ACT_STAGE_ONE_TEN_WORKING_DAYS = "children_act_stage_one_ten_working_days"
    CHILDREN_ACT_STAGE_TWO_TWENTY_FIVE_WORKING_DAYS = "children_act_stage_two_twenty_five_working_days"
    CHILDREN_ACT_PANEL_REQUEST_TWENTY_WORKING_DAYS = "children_act_panel_request_twenty_working_days"
    CHILDREN_ACT_PANEL_HELD_THIRTY_WORKING_DAYS = "children_act_panel_held_thirty_working_days"
    CHILDREN_ACT_PANEL_REPORT_FIVE_WORKING_DAYS = "children_act_panel_report_five_working_days"
    CHILDREN_ACT_PANEL_REPLY_FIFTEEN_WORKING_DAYS = "children_act_panel_reply_fifteen_working_days"
    ADULT_CARE_COMPLAINT_TWELVE_MONTHS = "adult_care_complaint_twelve_months"
    NHS_COMPLAINT_TWELVE_MONTHS = "nhs_complaint_twelve_months"
    NHS_COMPLAINT_ACKNOWLEDGED_THREE_WORKING_DAYS = "nhs_complaint_acknowledged_three_working_days"
    NHS_COMPLAINT_ANSWERED_SIX_MONTHS = "nhs_complaint_answered_six_months"
    EARLY_YEARS_COMPLAINT_TWENTY_EIGHT_DAYS = "early_years_complaint_twenty_eight_days"
    COLLEGE_COMPLAINT_TWELVE_MONTHS = "college_complaint_twelve_months"
    UNIVERSITY_COMPLAINT_TWELVE_MONTHS = "university_complaint_twelve_months"
    DATA_COMPLAINT_ACKNOWLEDGED_THIRTY_DAYS = "data_complaint_acknowledged_thirty_days"
    SCHOOL_COMPLAINT = "school_complaint"
    SCHOOL_COMPLAINT_ANSWER = "school_complaint_answer"
    SUBJECT_ACCESS_ONE_MONTH = "subject_access_one_month"
    ERASURE_ONE_MONTH = "erasure_one_month"
    FREEDOM_OF_INFORMATION_TWENTY_WORKING_DAYS = "freedom_of_information_twenty_working_days"
    FREEDOM_OF_INFORMATION_SCHOOL_TWENTY_SCHOOL_DAYS = "freedom_of_information_school_twenty_school_days"
    FREEDOM_OF_INFORMATION_REVIEW_FORTY_WORKING_DAYS = "freedom_of_information_review_forty_working_days"
    INFORMATION_TRIBUNAL_TWENTY_EIGHT_DAYS = "information_tribunal_twenty_eight_days"
    SCHOOL_RECORD_FIFTEEN_SCHOOL_DAYS = "school_record_fifteen_school_days"
    EXCLUSION_GOVERNORS_FIFTEEN_SCHOOL_DAYS = "exclusion_governors_fifteen_school_days"
    EXCLUSION_GOVERNORS_FIFTY_SCHOOL_DAYS = "exclusion_governors_fifty_school_days"
    EXCLUSION_GOVERNORS_AGAIN_TEN_SCHOOL_DAYS = "exclusion_governors_again_ten_school_days"
    EXCLUSION_REVIEW_PANEL_FIFTEEN_SCHOOL_DAYS = "exclusion_review_panel_fifteen_school_days"
    EXCLUSION_REVIEW_PANEL_BEGINS_FIFTEEN_SCHOOL_DAYS = "exclusion_review_panel_begins_fifteen_school_days"
    EXCLUSION_REVIEW_PANEL_AFTER_CLAIM_FIFTEEN_SCHOOL_DAYS = "exclusion_review_panel_after_claim_fifteen_school_days"
    EXCLUSION_EDUCATION_SIXTH_DAY = "exclusion_education_sixth_day"
    ABSENCE_FIFTEEN_DAYS = "absence_fifteen_days"
    HOME_EDUCATION_NOTICE_FIFTEEN_DAYS = "home_education_notice_fifteen_days"
    OFF_SITE_NOTICE_TWO_SCHOOL_DAYS = "off_site_notice_two_school_days"
    SEN_SUPPORT_THREE_MEETINGS_A_YEAR = "sen_support_three_meetings_a_year"
    ADMISSION_APPEAL_TWENTY_SCHOOL_DAYS = "admission_appeal_twenty_school_days"
    ADMISSION_APPEAL_NOTICE_TEN_SCHOOL_DAYS = "admission_appeal_notice_ten_school_days"
    ADMISSION_APPEAL_HEARD_THIRTY_SCHOOL_DAYS = "admission_appeal_heard_thirty_school_days"
    ADMISSION_APPEAL_HEARD_FORTY_SCHOOL_DAYS = "admission_appeal_heard_forty_school_days"
    ADMISSION_APPEAL_DECISION_FIVE_SCHOOL_DAYS = "admission_appeal_decision_five_school_days"
    ADMISSION_IN_YEAR_FIFTEEN_SCHOOL_DAYS = "admission_in_year_fifteen_school_days"
    FAIR_ACCESS_PLACE_TWENTY_SCHOOL_DAYS = "fair_access_place_twenty_school_days"
    TRANSPORT_APPEAL_TWENTY_WORKING_DAYS = "transport_appeal_twenty_working_days"
    TRANSPORT_ANSWER_TWENTY_WORKING_DAYS = "transport_answer_twenty_working_days"
    TRANSPORT_SECOND_APPEAL_TWENTY_WORKING_DAYS = "transport_second_appeal_twenty_working_days"
    TRANSPORT_SECOND_ANSWER_FORTY_WORKING_DAYS = "transport_second_answer_forty_working_days"
    POST_SIXTEEN_TRANSPORT_POLICY_THIRTY_FIRST_MAY = "post_sixteen_transport_policy_thirty_first_may"
    PENALTY_NOTICE_LOWER_TWENTY_ONE_DAYS = "penalty_notice_lower_twenty_one_days"
    PENALTY_NOTICE_FULL_TWENTY_EIGHT_DAYS = "penalty_notice_full_twenty_eight_days"
    SOCIAL_CARE_ASSESSMENT_FORTY_FIVE_WORKING_DAYS = "social_care_assessment_forty_five_working_days"
    SOCIAL_CARE_DECISION_ONE_WORKING_DAY = "social_care_decision_one_working_day"
    CARE_PLAN_TEN_WORKING_DAYS = "care_plan_ten_working_days"
    PRIVATE_FOSTERING_NOTICE_SIX_WEEKS = "private_fostering_notice_six_weeks"
    ADAPTATION_GRANT_DECISION_SIX_MONTHS = "adaptation_grant_decision_six_months"
    ADAPTATION_GRANT_WORK_TWELVE_MONTHS = "adaptation_grant_work_twelve_months"
    BENEFIT_RECONSIDERATION_ONE_MONTH = "benefit_reconsideration_one_month"
    DETAINED_NO_PLAN_SIX_WEEKS = "detained_no_plan_six_weeks"
    ACAS_THREE_MONTHS_LESS_A_DAY = "acas_three_months_less_a_day"
    FLEXIBLE_WORKING_TWO_MONTHS = "flexible_working_two_months"
    CARERS_LEAVE_NOTICE = "carers_leave_notice"
    PARENTAL_LEAVE_NOTICE_TWENTY_ONE_DAYS = "parental_leave_notice_twenty_one_days"
    PROPOSALS_COMMENTS_FOUR_WEEKS = "proposals_comments_four_weeks"
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
