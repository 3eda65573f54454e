"""Container and manifests: sound for their own tools, strict as a closed room asks, and true about our commands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from omicz_meta.cli import group

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy"
Node = dict[str, Any]
DOCUMENTS: list[Node] = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))


def pods() -> Iterator[tuple[str, Node]]:
    """Every pod with the name of what makes it."""
    for document in DOCUMENTS:
        spec = document["spec"]
        if document["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "template" in spec:
            yield document["metadata"]["name"], spec["template"]["spec"]


PODS = dict(pods())
CONTAINERS = {
    f"{name} {one['name']}": (pod, one)
    for name, pod in PODS.items()
    for one in (*pod.get("initContainers", ()), *pod["containers"])
}
every_container = pytest.mark.parametrize("name", CONTAINERS)


@pytest.mark.parametrize("words", [("hadolint", "Containerfile"), ("shellcheck", "install.sh")])
def test_linters_find_nothing(words: tuple[str, str]) -> None:
    # they lie beside the Python that runs the tests, whose folder need not be on the path
    linter, file = words
    command = (Path(sys.executable).with_name(linter), file)
    done = subprocess.run(command, cwd=DEPLOY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
@pytest.mark.parametrize("version", ["1.28", "1.34"])
def test_manifests_are_sound_for_kubernetes(number: int, version: str) -> None:
    kubernetes_validate.validate(DOCUMENTS[number], version, strict=True)


def test_a_manifest_with_a_misspelt_field_is_found() -> None:
    wrong = {**DOCUMENTS[0], "specification": {}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.34", strict=True)


def test_there_are_a_deployment_and_a_nightly_job() -> None:
    assert {document["kind"] for document in DOCUMENTS} >= {"Deployment", "CronJob", "NetworkPolicy"}


@every_container
def test_containers_have_no_rights(name: str) -> None:
    pod, container = CONTAINERS[name]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False


@every_container
def test_containers_have_limits(name: str) -> None:
    _, container = CONTAINERS[name]
    assert {"cpu", "memory"} <= container["resources"]["limits"].keys()


@every_container
def test_what_is_mounted_is_there(name: str) -> None:
    pod, container = CONTAINERS[name]
    volumes = {volume["name"] for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    claims = {one["metadata"]["name"] for one in DOCUMENTS if one["kind"] == "PersistentVolumeClaim"}
    named = {
        volume["persistentVolumeClaim"]["claimName"]
        for volume in pod["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert named <= claims


@every_container
def test_the_commands_are_ours(name: str) -> None:
    _, container = CONTAINERS[name]
    command: Any = group
    words = list(container["args"])
    while hasattr(command, "get_command"):
        found = command.get_command(None, words[0])
        assert found is not None, words[0]
        command, words = found, words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= options


def test_only_the_nightly_run_has_the_key_and_sees_submissions() -> None:
    def sees(container: Node) -> bool:
        named = {entry["name"] for entry in container["env"]}
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        return "OMICZ_PSEUDONYM_KEY" in named or "submissions" in mounted

    assert [name for name, (_, one) in CONTAINERS.items() if sees(one)] == ["omicz-nightly run"]


def test_what_is_served_is_probed() -> None:
    (container,) = PODS["omicz-catalogue"]["containers"]
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= container.keys()


def test_the_image_runs_as_somebody_without_a_name() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    (user,) = (line.split()[1] for line in lines if line.startswith("USER "))
    assert user.replace(":", "").isdigit()
    assert any("install.sh" in line for line in lines)
