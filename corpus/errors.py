"""The errors that an operator can mend. Each message says what was found, what was expected, what to do."""


class CorpusError(Exception):
    """Something in the corpus or its build that an operator can mend."""


class ContentError(CorpusError):
    """One or more faults in guides, policies or the register of sources; `faults` holds a line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class NotBuiltError(CorpusError):
    """There is no build to answer from."""


class BuildMismatchError(CorpusError):
    """The build was made by another encoder, format or corpus."""


class EncoderError(CorpusError):
    """The embedding model is missing or is not the one it claims to be."""
