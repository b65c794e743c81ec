"""What a family chose to tell us about an answer."""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, select

from assistant.casework.columns import in_utc
from assistant.casework.database import hold, writing
from assistant.casework.models import Feedback, FeedbackKind
from assistant.casework.referrals import require_key
from assistant.casework.typed import Lines
from assistant.service import ServiceSettings

ItemId = Annotated[str, Field(pattern=r"^[!-~][ -~]{0,199}$")]  # the corpus's ids; nobody types one
ItemIds = Annotated[tuple[ItemId, ...], Field(max_length=200)]


class NewFeedback(BaseModel):
    """What is wrong with an answer, the guides and statements it is about, and a comment if they wrote one."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: FeedbackKind
    guide_ids: ItemIds = ()
    statement_ids: ItemIds = ()
    comment: Lines = ""


def store_feedback(
    engine: Engine, new: NewFeedback, idempotency_key: str, now: datetime.datetime, *, service: ServiceSettings
) -> None:
    """Store feedback once, however often it is sent with the same key; it is on disk when this returns.

    Raises:
        CaseworkUnavailableError: it was not stored; it may be sent again with the same key.
    """
    require_key(idempotency_key)
    moment = in_utc(now)
    feedback = Feedback(
        idempotency_key=idempotency_key,
        kind=new.kind,
        guide_ids=list(new.guide_ids),
        statement_ids=list(new.statement_ids),
        comment=new.comment,
        created_at=moment,
        delete_after=moment + datetime.timedelta(days=service.retention_days),
    )
    with writing(engine) as session:
        hold(session, idempotency_key)
        if session.scalar(select(Feedback.id).where(Feedback.idempotency_key == idempotency_key)) is None:
            session.add(feedback)
