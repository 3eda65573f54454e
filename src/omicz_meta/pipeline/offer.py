"""What a dataset permits, as its people and its node wrote it: what consents are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omicz_meta.pipeline.describing import Written
from omicz_meta.validation.rule import Offer


def offer_of(written: Written) -> Offer | None:
    """The terms of use in dataset.yaml, completed by those of the node; None where nobody wrote any.

    >>> offer_of(Written({"policy": {"data_use_permission": "no_restriction"}}, None))
    Offer(permission='no_restriction', modifiers=())
    """
    if written.dataset is None:
        return None
    policy = {**_policy(written.node), **_policy(written.dataset)}
    permission, conditions = policy.get("data_use_permission"), policy.get("data_use_modifiers")
    if not isinstance(permission, str):
        return None
    listed = conditions if isinstance(conditions, list) else []
    names = (one.get("modifier") for one in listed if isinstance(one, Mapping))
    return Offer(permission, tuple(name for name in names if isinstance(name, str)))


def _policy(content: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The policy that a file describes; nothing where it names or leaves it to somebody else."""
    policy = (content or {}).get("policy")
    return policy if isinstance(policy, Mapping) else {}
