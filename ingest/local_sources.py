"""Sources that an operator registered beside the shipped ones: `<data>/originals/sources.yaml`."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.errors import CorpusError
from corpus.sources import Source, SourceRegister, load_sources
from ingest.original_records import locked_folder, originals_folder, write_whole


def local_sources_file() -> Path:
    """Return where they are kept."""
    return originals_folder() / "sources.yaml"


def with_local_sources(register: SourceRegister) -> SourceRegister:
    """Return the register with the operator's own sources after the shipped ones; a shipped id always wins."""
    if not local_sources_file().is_file():
        return register
    local = load_sources(local_sources_file())
    own = {source_id: source for source_id, source in local.sources.items() if source_id not in register.sources}
    return SourceRegister({**register.sources, **own}, {**local.aliases, **register.aliases})


def described(fields: Mapping[str, str], register: SourceRegister) -> Source:
    """Return a source of the operator's own, checked and not yet kept.

    Args:
        fields: the fields of a source, as in `sources.yaml`.
        register: the shipped sources, whose ids are taken.

    Raises:
        CorpusError: a field is missing or wrong, or the id is a shipped source's.
    """
    try:
        source = Source.model_validate(dict(fields))
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'its fields'}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors()
        )
        raise CorpusError(f"the source cannot be registered: {found}; correct what is named and add again") from None
    if source.id in register.sources:
        raise CorpusError(
            f"found the id {source.id!r}, which a shipped source has; expected one of its own; choose another"
        )
    return source


def keep_local(source: Source) -> None:
    """Add a source to the operator's own, in the place of an earlier one of the same id.

    Raises:
        CorpusError: the file of local sources is broken, in use or cannot be written.
    """
    with locked_folder():
        path = local_sources_file()
        known = load_sources(path).sources if path.is_file() else {}
        listed = [each.model_dump(mode="json", exclude_defaults=True) for each in {**known, source.id: source}.values()]
        write_whole(path, yaml.safe_dump({"sources": listed}, sort_keys=False, allow_unicode=True).encode("utf-8"))
