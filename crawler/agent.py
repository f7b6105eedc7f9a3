"""How the program names itself to those whose servers it asks: who, why, whom to write to, how to turn it away."""

from importlib.metadata import PackageNotFoundError, version

from crawler.robots import PRODUCT
from facts import AuditPlan

PURPOSE = "audit of government websites, order 1279"


def product() -> str:
    """Name and version, e.g. `Tekser/0.1.0`."""
    try:
        return f"Tekser/{version('tekser')}"
    except PackageNotFoundError:  # run from a source tree that was not installed
        return "Tekser"


def agent(plan: AuditPlan) -> str:
    """The user agent of fetches: the plan's, or name, version, purpose, contact and the token for robots.txt."""
    contact = f"contact: {plan.contact}; " if plan.contact else ""
    return plan.user_agent or f"Mozilla/5.0 (compatible; {product()}; {PURPOSE}; {contact}robots.txt token: {PRODUCT})"


def browser_suffix(plan: AuditPlan) -> str:
    """What stands behind a browser's own user agent: name, version and contact."""
    return f"{product()} ({PURPOSE}; {plan.contact})" if plan.contact else f"{product()} ({PURPOSE})"
