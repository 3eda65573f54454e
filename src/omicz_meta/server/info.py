"""What the server says about itself: whether it is well, and GA4GH Service Info 1.0."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from omicz_meta.server.answer import Answer, Asked, as_json
from omicz_meta.server.served import Current


def own_version() -> str:
    """The version of this package."""
    try:
        return version("omicz-meta")
    except PackageNotFoundError:
        return "0"


def health(current: Current) -> Answer:
    """`/health`: 200 while datasets are served; `degraded` says that a newer state of the folder is not sound."""
    snapshot = current.served.snapshot
    content = {
        "status": "degraded" if current.fault else "ok",
        "datasets": len(snapshot.index.datasets),
        "modified": snapshot.modified,
        "state": snapshot.state,
        **({"fault": current.fault} if current.fault else {}),
    }
    return as_json(content).having(cache_control="no-store")


def service_info(current: Current, asked: Asked) -> Answer:
    """`/service-info`: what this service is, for registries of GA4GH."""
    root = current.site.root(asked.headers)
    snapshot = current.served.snapshot
    content = {
        "id": _reversed(root),
        "name": "Catalogue of health datasets (HealthDCAT-AP)",
        "description": f"Descriptions of {len(snapshot.index.datasets)} datasets, read-only.",
        "type": {"group": "org.w3", "artifact": "dcat", "version": "3.0"},
        "organization": {"name": "omicz-meta", "url": root},
        "documentationUrl": f"{root}api",
        "updatedAt": snapshot.modified,
        "environment": "prod" if current.site.base else "test",
        "version": own_version(),
    }
    return as_json(content, snapshot.modified)


def _reversed(root: str) -> str:
    """The name of the host turned round, as identifiers of services are written."""
    host = root.split("/")[2].rpartition("@")[2]
    name = host if host.startswith("[") else host.partition(":")[0]
    parts = name.split(".")
    turned = name if all(part.isdigit() for part in parts) else ".".join(reversed(parts))
    return f"{turned}.omicz-meta"
