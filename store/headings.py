"""What the manifest and the WACZ of an audit say of it."""

from typing import Any

from facts import AuditMeta
from store.wacz import Label


def head_of(meta: AuditMeta) -> dict[str, Any]:
    """Who made the audit, of what, by which law, with which seed and date."""
    return {
        "tool": {"name": "tekser", "version": meta.tool_version},
        "audit": {
            "id": meta.id,
            "url": meta.plan.url,
            "today": meta.plan.today,
            "seed": meta.plan.seed,
            "started_at": meta.started_at,
            "finished_at": meta.finished_at,
        },
        "methodology": {"id": meta.methodology, "sha256": meta.methodology_sha256},
    }


def label_of(meta: AuditMeta, start_url: str) -> Label:
    """The package's label; `start_url` is the page that a viewer opens first, "" for the address that was asked for."""
    return Label(
        title=meta.plan.url,
        description=f"What was exchanged with {meta.plan.url} in the audit {meta.id} of {meta.plan.today}",
        software=f"tekser {meta.tool_version}",
        created=meta.finished_at or meta.started_at,
        main_url=start_url or meta.plan.url,
        more={"tekser": head_of(meta)},
    )
