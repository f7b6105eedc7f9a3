"""axe-core in WebKit beside axe-core in Chromium: what an audit measures in one engine, and Safari's visitors see in the other.

    pip install '.[webkit]' && python -m benchmarks.second_engine

The sample site with a few defects is looked at in both by the same axe-core (axe-selenium-python brings one of 2018; it is handed the
one that the program uses). Prints each rule's elements and ends with 1 where the engines differ. Needs WebKitGTK's driver and Xvfb.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from playwright.sync_api import sync_playwright

from crawler.browser import DESKTOP, find_chromium
from crawler.browser.engines import find_minibrowser, find_webkit
from crawler.probes.live import RULES
from fixtures.site.server import serve

DEFECTS = frozenset({"pale-dates", "linked-picture-without-name", "icon-button-without-name"})
PAGES = ("", "contacts", "sitemap", "press")
TODAY = "2026-11-20"
_AXE = files("axe_playwright_python").joinpath("axe.min.js")
_OPTIONS = json.dumps({"runOnly": {"type": "rule", "values": list(RULES)}, "resultTypes": ["violations"]})
Found = dict[str, list[str]]  # rule -> elements


def main() -> int:
    """Compare, or say what is lacking."""
    try:
        import selenium  # noqa: F401, PLC0415
        from axe_selenium_python import Axe  # noqa: PLC0415
    except ImportError:
        print("second engine: skipped, the optional packages are not there: pip install '.[webkit]'", file=sys.stderr)
        return 0
    chromium, webkit = find_chromium(), find_webkit()
    if chromium is None or webkit is None or not find_minibrowser():
        print("second engine: skipped, Chromium or WebKitGTK is not there: tekser doctor", file=sys.stderr)
        return 0
    with serve(shape="paths", defects=DEFECTS, today=TODAY) as site:
        urls = [f"{site.origin}/kk/{page}" for page in PAGES]
        ours = _in_chromium(chromium.path, urls)
        with _display() as display, _webkit(webkit.path, display) as driver:
            theirs = [_in_webkit(driver, Axe, url) for url in urls]
    same = True
    for url, one, other in zip(urls, ours, theirs, strict=True):
        for rule in sorted({*one, *other}):
            alike = one.get(rule, []) == other.get(rule, [])
            same = same and alike
            said = f"{len(one.get(rule, []))} elements in both" if alike else f"Chromium {one.get(rule, [])}, WebKit {other.get(rule, [])}"
            print(f"{url.partition('/kk')[2] or '/'} {rule}: {said}")
    return 0 if same and any(ours) else 1


def _found(results: Any) -> Found:
    return {rule["id"]: sorted(" ".join(map(str, node["target"])) for node in rule["nodes"]) for rule in results["violations"]}


def _in_chromium(path: str, urls: list[str]) -> list[Found]:
    width, height = DESKTOP.viewport
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page(viewport={"width": width, "height": height})
        found = []
        for url in urls:
            page.goto(url)
            page.evaluate(_AXE.read_text(encoding="utf-8"))
            found.append(_found(page.evaluate(f"axe.run({_OPTIONS})")))
        browser.close()
    return found


def _in_webkit(driver: Any, axe: Any, url: str) -> Found:
    driver.get(url)
    looks = axe(driver, script_url=str(_AXE))
    looks.inject()
    return _found(looks.run(options=_OPTIONS))


@contextmanager
def _display() -> Iterator[str]:
    told, tell = os.pipe()
    command = ["Xvfb", "-displayfd", str(tell), "-screen", "0", "1400x1100x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(tell,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(tell)
    try:
        with os.fdopen(told) as number:
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _webkit(path: str, display: str) -> Iterator[Any]:
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.webkitgtk.service import Service  # noqa: PLC0415

    options = webdriver.WebKitGTKOptions()
    options.binary_location = find_minibrowser()
    options.add_argument("--automation")
    surroundings = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
    driver = webdriver.WebKitGTK(options=options, service=Service(path, env=surroundings))
    try:
        driver.set_window_size(DESKTOP.viewport[0], DESKTOP.viewport[1])
        yield driver
    finally:
        driver.quit()


if __name__ == "__main__":
    sys.exit(main())
