"""Measure on the shipped corpus: answering against bare encoding, building against bare encoding, start-up, memory."""

import argparse
import datetime
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

QUESTIONS = (
    "The council has refused to assess my daughter. How long have I got to appeal?",
    "school wont apply for an ehcp can i do it myself",
    "he has 25 hours one to one in section F and he gets about five",
    "The plan names a mainstream school and we asked for the special school",
    "do I have to go to mediation before I can appeal",
    "who can help us for free",
)
CONVERSATION = (
    "The council has refused to assess my son.",
    "how long do I have",
    "the letter is dated 3 November 2026",
    "and what about mediation",
)
TODAY = datetime.date(2026, 11, 22)
ROUNDS = 30


def main() -> None:
    """Run every measurement in a fresh data directory and print one table."""
    argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SEND_ASSIST_DATA"] = folder
        rows = [*_building(), *_starting(), *_answering(), *_memory()]
    table = Table("what", "figure", title="SEND Assist, one run, this machine", title_justify="left")
    for what, figure in rows:
        table.add_row(what, figure)
    Console(width=110).print(table)


def _building() -> list[tuple[str, str]]:
    """Build throughput against that of the bare encoder on the very same texts."""
    from corpus.encoder import load_encoder
    from corpus.store import open_store
    from ingest.build import build

    encoder = load_encoder()
    encoder.encode(["warm"])
    built = _timed(lambda: build(encoder, now=datetime.datetime.now(datetime.UTC)))
    store = open_store(encoder)
    texts = sorted({store.content.glossary.lexicon.canonical(entry.text) for entry in store.entries}, key=len)
    bare = _timed(lambda: [encoder.encode(texts[start : start + 256]) for start in range(0, len(texts), 256)])
    again = _timed(lambda: build(encoder, now=datetime.datetime.now(datetime.UTC)))
    return [
        ("texts embedded by the whole build", str(len(texts))),
        ("bare encoder, same texts, per second", f"{len(texts) / bare:.0f}"),
        ("whole build, texts per second", f"{len(texts) / built:.0f}"),
        ("build throughput ÷ bare encoder throughput", f"{bare / built:.2f}"),
        ("second build, nothing changed, seconds", f"{again:.2f}"),
        ("rebuild after one edited guide, from its command's start, seconds", f"{_rebuilding():.2f}"),
    ]


def _rebuilding() -> float:
    """As `python -m ingest build` does it, from a copy of the content with one statement changed."""
    from corpus.paths import CORPUS

    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "corpus"
        shutil.copytree(CORPUS, content, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        guide = content / "guides" / "assessment" / "refusal-to-assess.yaml"
        text = guide.read_text(encoding="utf-8")
        place = text.index("text: >-", text.index("in_short:")) + len("text: >-")
        guide.write_text(f"{text[:place]}\n      One sentence more.{text[place:]}", encoding="utf-8")
        return _timed(
            lambda: _python(
                "import datetime, gc\nfrom pathlib import Path\ngc.disable()\n"
                "from corpus.encoder import load_encoder\nfrom ingest.build import build\n"
                "from ingest.encoder_process import EncoderProcess\n"
                "with EncoderProcess(load_encoder()) as encoder:\n"
                "    built = build(encoder, now=datetime.datetime.now(datetime.UTC), "
                f"content_folder=Path({str(content)!r}))\n"
                "assert built.changed and built.is_whole and built.embedded == 1, built"
            )
        )


def _starting() -> list[tuple[str, str]]:
    """Process start to first answer, against the bare import, load and first use of the encoder."""
    bare = _run("from corpus.encoder import load_encoder\nload_encoder().encode(['warm'])")
    first = _run(
        "import datetime\nfrom assistant.pipeline import load_assistant\n"
        f"load_assistant().reply([{QUESTIONS[0]!r}], datetime.date(2026, 11, 22))"
    )
    return [
        ("start to first use of the bare encoder, seconds", f"{bare:.2f}"),
        ("start to first answer, seconds", f"{first:.2f}"),
        ("start to first answer ÷ bare encoder", f"{first / bare:.2f}"),
    ]


def _answering() -> list[tuple[str, str]]:
    """Whole answers against embedding the same question alone (torch fp32), taken in turns so that noise is shared."""
    from assistant.memory import Memory
    from assistant.pipeline import load_assistant

    assistant = load_assistant()
    encoder = assistant.encoder
    for question in QUESTIONS:
        assistant.reply([question], TODAY)
    alone, whole, fourth, last_alone = [], [], [], []
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            alone.append(_timed(lambda question=question: encoder.encode([question])))
            whole.append(_timed(lambda question=question: assistant.reply([question], TODAY)))
        last_alone.append(_timed(lambda: encoder.encode([CONVERSATION[-1]])))
        memory = Memory()
        for turns in range(1, len(CONVERSATION)):
            assistant.reply(CONVERSATION[:turns], TODAY, memory)
        fourth.append(_timed(lambda memory=memory: assistant.reply(CONVERSATION, TODAY, memory)))
    bare, answer = statistics.median(alone), statistics.median(whole)
    return [
        ("embedding one question alone (torch fp32), p50 ms", f"{bare * 1000:.1f}"),
        ("answering it whole, p50 ms", f"{answer * 1000:.1f}"),
        ("answering it whole, p95 ms", f"{statistics.quantiles(whole, n=20)[-1] * 1000:.1f}"),
        ("whole answer ÷ embedding alone, p50", f"{answer / bare:.2f}"),
        (
            "fourth turn of a conversation ÷ embedding its question alone, p50",
            f"{statistics.median(fourth) / statistics.median(last_alone):.2f}",
        ),
    ]


def _memory() -> list[tuple[str, str]]:
    """Peak resident memory of a process that only encodes, and of one that answers."""
    encoding = _peak("from corpus.encoder import load_encoder\nload_encoder().encode(['warm'])")
    answering = _peak(
        "import datetime\nfrom assistant.pipeline import load_assistant\nassistant = load_assistant()\n"
        f"[assistant.reply([question], datetime.date(2026, 11, 22)) for question in {QUESTIONS!r}]"
    )
    return [
        ("peak memory, bare encoder, MiB", f"{encoding:.0f}"),
        ("peak memory, answering, MiB", f"{answering:.0f}"),
        ("peak memory, answering ÷ bare encoder", f"{answering / encoding:.2f}"),
        ("peak memory of this whole run, MiB", f"{peak_mib():.0f}"),
    ]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _run(code: str) -> float:
    return min(_timed(lambda: _python(code)) for _ in range(3))


def _peak(code: str) -> float:
    """Return the peak of a process of its own, from the kernel's figure for that process's memory since it began.

    `ru_maxrss` would not do: a process is born with that of the one which started it.
    """
    report = "\nfrom tests.benchmarks.__main__ import peak_mib\nprint(peak_mib())"
    return float(_python(code + report).split()[-1])


def peak_mib() -> float:
    """Return this process's own peak resident memory, where the system tells it; else `ru_maxrss`."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _python(code: str) -> str:
    arguments: Sequence[str] = (sys.executable, "-c", code)
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(arguments, cwd=root, check=True, capture_output=True, text=True, env=os.environ)
    return done.stdout


if __name__ == "__main__":
    main()
