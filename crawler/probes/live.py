"""What only a live page shows: axe-core's results, colours it leaves open, sizes, errors. Facts, never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.async_api import Error as PlaywrightError

from crawler.browser.rendered import Fault, Rendered
from crawler.browser.scripts import script, with_selectors
from crawler.browser.tab import Tab, WentAway
from facts import AxeNode, Gap, Live, TextRun

PACKAGE = "crawler.probes"
AXE_SECONDS = 25.0  # axe's time on one page
MOST_NODES = 200  # elements kept of one rule and outcome
RULES = (
    "area-alt",
    "button-name",
    "bypass",
    "color-contrast",
    "document-title",
    "html-has-lang",
    "image-alt",
    "input-image-alt",
    "label",
    "link-name",
    "meta-viewport",
    "object-alt",
    "role-img-alt",
    "skip-link",
    "svg-img-alt",
    "video-caption",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AxeSaid:
    """axe-core's results on one page; `failed` says why there are none."""

    nodes: tuple[AxeNode, ...] | None = None
    runs: tuple[TextRun, ...] | None = None
    version: str = ""
    failed: Gap | None = None


@cache
def axe_beside() -> str:
    """A program that puts axe-core beside our scripts in every document of a tab, ready to be called.

    Sending it to each page anew costs more than all its rules but contrast: it is half a megabyte.
    """
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    return f"globalThis.tekserAxe = () => {{\n{axe}\n;{script(PACKAGE, 'axe_faster.js')}\n}};"


def _node(raw: Mapping[str, Any]) -> AxeNode:
    return AxeNode(**{**raw, "box": tuple(raw["box"])})


def _run(raw: Mapping[str, Any]) -> TextRun:
    return TextRun(**{**raw, "box": tuple(raw["box"])})


async def ask_axe(tab: Tab, contrast: float | None, seconds: float) -> AxeSaid:
    """axe-core's results in the page; `contrast` is the ratio that text of every size must reach, None for axe's own."""
    given = {"rules": RULES, "contrast": contrast, "most": MOST_NODES}
    try:
        said: Mapping[str, Any] = await tab.within(tab.ask(with_selectors(PACKAGE, "axe.js"), given), min(seconds, AXE_SECONDS))
    except TimeoutError:
        return AxeSaid(failed=Gap("probe-timeout", "axe-core did not end in time"))
    except WentAway:
        return AxeSaid(failed=Gap("went-away", "the page left for another address while axe-core looked at it"))
    except (Fault, PlaywrightError) as error:
        return AxeSaid(failed=Gap("probe-failed", f"axe-core failed: {str(error)[:200]}"))
    return AxeSaid(nodes=tuple(map(_node, said["nodes"])), runs=tuple(map(_run, said["runs"])), version=said["version"])


async def look_live(tab: Tab, page: Rendered, *, version: str, contrast: float | None, seconds: float) -> tuple[Live, dict[str, Gap]]:
    """The live facts of `page`, which stands in `tab`, and the reason for each that could not be gathered."""
    axe = await ask_axe(tab, contrast, seconds)
    live = Live(
        engine=tab.profile.engine,
        engine_version=version,
        viewport=tab.profile.viewport,
        page_height=page.size[1],
        page_width=page.size[0],
        title=page.title,
        axe=axe.nodes,
        axe_version=axe.version,
        text_runs=axe.runs,
        errors=tab.uncaught(),
        failed_requests=tuple(tab.traffic.failed),
        console_errors=tab.console_errors,
        settled=page.settled,
    )
    return live, {"live.axe": axe.failed, "live.text_runs": axe.failed} if axe.failed else {}
