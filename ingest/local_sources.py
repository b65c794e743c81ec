"""Sources that an operator registered beside the shipped ones: `<data>/originals/sources.yaml`."""

import os
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.errors import CorpusError
from corpus.paths import data_directory
from corpus.sources import Source, SourceRegister, load_sources


def local_sources_file() -> Path:
    """Return where they are kept."""
    return data_directory() / "originals" / "sources.yaml"


def with_local_sources(register: SourceRegister) -> SourceRegister:
    """Return the register with the operator's own sources after the shipped ones; a shipped id always wins."""
    if not local_sources_file().is_file():
        return register
    local = load_sources(local_sources_file())
    return SourceRegister({**local.sources, **register.sources}, {**local.aliases, **register.aliases})


def register_local(fields: Mapping[str, str], register: SourceRegister) -> Source:
    """Add one source to the operator's own.

    Args:
        fields: the fields of a source, as in `sources.yaml`.
        register: the shipped sources, whose ids are taken.

    Raises:
        CorpusError: a field is missing or wrong, or the id is a shipped source's.
    """
    try:
        source = Source.model_validate(dict(fields))
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise CorpusError(f"the source cannot be registered: {found}; correct what is named and add again") from None
    if source.id in register.sources:
        raise CorpusError(
            f"found the id {source.id!r}, which a shipped source has; expected one of its own; choose another"
        )
    path = local_sources_file()
    known = load_sources(path).sources if path.is_file() else {}
    listed = [each.model_dump(mode="json", exclude_defaults=True) for each in {**known, source.id: source}.values()]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(yaml.safe_dump({"sources": listed}, sort_keys=False, allow_unicode=True), encoding="utf-8")
    partial.replace(path)
    return source
