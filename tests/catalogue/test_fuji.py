"""F-UJI: the tests and points of the official list, and what a description needs for each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.catalogue.judging import OPEN

from omicz_meta.catalogue.description import Description
from omicz_meta.catalogue.fuji import OFFLINE, POINTS, fuji
from omicz_meta.catalogue.mqa import reached
from omicz_meta.problem import Problem

Assemble = Callable[..., tuple[Description, tuple[Problem, ...]]]
NEED_A_NETWORK = ("FsF-F1-02MD-2", "FsF-F4-01M-1", "FsF-A1-02MD-1", "FsF-A1-02MD-2", "FsF-I1-01M-2")
FOR_THE_SAME_POINTS = ("FsF-I1-01M-1", "FsF-I3-01M-1", "FsF-R1.2-01M-1", "FsF-R1.3-01M-1")


def test_names_and_points_are_those_of_the_official_list(shapes: Path, description: Description) -> None:
    listed = yaml.safe_load((shapes / "fuji" / "metrics_v0.8.yaml").read_text(encoding="utf-8"))["metrics"]
    official = {
        test["metric_test_identifier"]: test["metric_test_score"]
        for metric in listed
        for test in metric["metric_tests"]
        if test["metric_test_score"]
    }
    ours = {one.name: one.points for one in fuji(description)}
    assert ours.items() <= official.items()
    assert official.keys() - ours.keys() == {*NEED_A_NETWORK, *FOR_THE_SAME_POINTS}
    assert sum(metric["total_score"] for metric in listed) == POINTS
    assert sum(ours.values()) == OFFLINE


WANTED = [
    ({}, "FsF-F3-01M-2", False, "distributions.download_urls"),
    (OPEN, "FsF-F3-01M-2", True, "distributions.download_urls"),
    ({}, "FsF-F1-02MD-1", False, "other_identifiers"),
    ({"identifier": "10.5072/demo"}, "FsF-F1-02MD-1", True, "other_identifiers"),
    ({"issue_date": None}, "FsF-F2-01M-2", False, "issue_date"),
    ({"keywords": None}, "FsF-F2-01M-3", False, "keywords"),
    ({"distributions": None}, "FsF-A1.1-01MD-2", False, "distributions.access_urls"),
    ({"distributions": None}, "FsF-R1.1-01M-1", False, "distributions.licence"),
    ({"eu_dataset_types": None}, "FsF-R1-01M-1", False, "eu_dataset_types"),
    ({}, "FsF-R1.3-02D-1", True, "distributions.file_type"),
]


@pytest.mark.parametrize(("changes", "name", "met", "slot"), WANTED)
def test_what_decides(describe: Assemble, changes: dict[str, Any], name: str, met: bool, slot: str) -> None:
    (found,) = [one for one in fuji(describe(changes)[0]) if one.name == name]
    assert (found.met, found.slot) == (met, slot)


def test_everything_that_can_be_reached(describe: Assemble) -> None:
    whole = {**OPEN, "identifier": "10.5072/demo", "eu_dataset_types": ["STATISTICAL"]}
    assert reached(fuji(describe(whole)[0])) == OFFLINE
