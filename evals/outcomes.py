"""What became of one case, as it is kept: the reply in the JSON contract's form, or the error that came instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A reply with one of these reasons stands for an answer that went wrong inside; no case asks for it.
FAULTS = frozenset({"failed", "unsupported"})
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reply to one case; exactly one of `reply` and `error` is set."""

    id: str
    reply: Mapping[str, Any] | None
    error: str | None
    seconds: float

    def __post_init__(self) -> None:
        if (self.reply is None) == (self.error is None):
            raise ValueError(f"outcome {self.id!r}: expected a reply or an error, one of the two")

    @property
    def fault(self) -> str | None:
        """What went wrong inside the assistant, or None."""
        if self.reply is None:
            return self.error
        reason = self.reason
        return f"hand-off with the reason {reason!r}" if reason in FAULTS else None

    @property
    def status(self) -> str:
        """The status word of the reply, or `failed`, which is no acceptable status of any case."""
        return FAILED if self.reply is None or self.fault else str(self.reply["status"])

    @property
    def reason(self) -> str | None:
        """Why a person is offered, or None."""
        offered = self.reply["handoff"] if self.reply else None
        return str(offered["reason"]) if offered else None

    @property
    def guides(self) -> tuple[str, ...]:
        """The guides used, the best first."""
        return tuple(self.reply["guides"]) if self.reply else ()

    def ids_of(self, part: str) -> tuple[str, ...]:
        """Return the ids in `direct`, `options`, `myths` or `further`, in order."""
        if part == "further":
            return tuple(said["id"] for told in self.items_of(part) for said in told["statements"])
        return tuple(item["id"] for item in self.items_of(part))

    def items_of(self, part: str) -> tuple[Mapping[str, Any], ...]:
        """Return the items of `direct`, `options`, `dates`, `myths` or `citations`; none for an error."""
        return tuple(self.reply.get(part, ())) if self.reply else ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return {"id": self.id, "reply": self.reply, "error": self.error, "seconds": self.seconds}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Outcome":
        """Read what `to_json` wrote."""
        return cls(data["id"], data["reply"], data["error"], float(data["seconds"]))
