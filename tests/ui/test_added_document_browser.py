"""A document that staff add by the command line, down to what a family sees of it in a browser."""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from corpus.paths import PROJECT
from tests.ui.browser import NEEDS_BROWSER, ask, settle, visiting
from tests.ui.servers import APP, environment, running

pytestmark = NEEDS_BROWSER

FILE_NAME = "<img src=x onerror='window.hurt = 1'> **bold**.md"
TITLE = "<b onclick='window.hurt = 1'>Loan</b> of [musical instruments](javascript:window.hurt=1)"
# about something that no guide tells, so that the document answers alone
DOCUMENT = """# Loan of musical instruments

1. Violins, cellos and trumpets are lent to pupils by the county orchestra's instrument library for one year.
2. <script>window.hurt = 1</script> A borrowed violin is returned to the instrument library in its **own** case.
"""
QUESTION = "How long does the county orchestra's instrument library lend violins, cellos and trumpets to pupils?"


def _ingest(data: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=PROJECT,
        env=environment(data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_markup_in_the_name_the_title_and_the_text_of_an_added_file_is_shown_and_not_obeyed(
    browser: Browser, built_data: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(built_data / "cache", data / "cache")
    (tmp_path / FILE_NAME).write_text(DOCUMENT, encoding="utf-8")
    _ingest(data, "add", str(tmp_path / FILE_NAME), "--title", TITLE, "--kind", "policy")
    _ingest(data, "build")

    with running(APP, data, path="/ready") as server, visiting(browser, server.url) as page:
        ask(page, QUESTION)
        reading = page.locator(".st-key-reading")
        for part in reading.locator("details > summary").locator("visible=true").all():
            part.click()
        settle(page)

        shown = reading.inner_text()
        assert "lent to pupils by the county orchestra's instrument library for one year" in shown
        assert "<b onclick='window.hurt = 1'>Loan</b> of [musical instruments](javascript:window.hurt=1)" in shown
        assert page.evaluate("window.hurt") is None
        for made in ("img", "script", "[onclick]", "a[href^='javascript']", "strong:text-is('bold')"):
            expect(reading.locator(made)).to_have_count(0)
