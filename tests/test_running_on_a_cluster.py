"""What docs/running-on-a-cluster.md shows, as far as it can be tried without a cluster."""

from __future__ import annotations

import importlib.resources
import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from pydantic import ValidationError
from referencing import Registry, Resource
from ruamel.yaml import YAML

from experiments.cli import app
from experiments.study.jobs import studies

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
PAGE = (ROOT / "docs" / "running-on-a-cluster.md").read_text(encoding="utf-8")

#: Where the operator keeps what its own kinds of object look like, and what it borrows.
TEMPLATES = "python://dask_kubernetes/operator/customresources/templates.yaml"
BORROWED = "python://k8s_crd_resolver/schemata/k8s-1.21.1.json"


def objects() -> dict[str, dict[str, Any]]:
    """The objects of the Kubernetes example by kind."""
    text = (EXAMPLES / "kubernetes" / "study.yaml").read_text(encoding="utf-8")
    return {one["kind"]: one for one in YAML(typ="safe", pure=True).load_all(text)}


# ---- a batch system ------------------------------------------------------------------------


def test_a_job_asks_for_what_the_example_says_and_starts_workers_of_one_thread() -> None:
    example = runpy.run_path(str(EXAMPLES / "cluster_slurm.py"))
    workers = example["cluster"](
        scheduler_options={"dashboard": False, "host": "127.0.0.1"}, silence_logs="ERROR"
    )
    try:
        script = workers.job_script()
        address = workers.scheduler_address
    finally:
        workers.close()
    asked = dict(re.findall(r"^#SBATCH (-\w|--[\w-]+)[ =](\S+)$", script, re.MULTILINE))
    assert asked["-A"] == "nn1234k"
    assert asked["-t"] == "02:00:00"
    assert asked["-n"] == "1"
    assert asked["--cpus-per-task"] == "16"
    assert asked["--mem"] == "15G"  # 16 GB in units of 1024
    lines = script.splitlines()
    started = next(line for line in lines if "distributed" in line)
    assert lines.index("source ~/boligsim/bin/activate") == lines.index(started) - 1
    assert "--nworkers 16" in started
    assert "--nthreads 1" in started
    assert address in started


# ---- Kubernetes ----------------------------------------------------------------------------


def test_the_workers_are_as_the_operator_wants_them() -> None:
    templates = importlib.resources.files("dask_kubernetes") / "operator" / "customresources"
    own = YAML(typ="safe", pure=True).load((templates / "templates.yaml").read_text("utf-8"))
    anything = {f"io.k8s.api.core.v1.{kind}": {} for kind in ("PodSpec", "ServiceSpec")}
    known = {TEMPLATES: own, BORROWED: {"definitions": anything}}
    wanted = f"{TEMPLATES}#/definitions/dask.k8s.api.v1.DaskCluster"
    found = objects()["DaskCluster"]

    def lookup(uri: str) -> Resource:
        from referencing.jsonschema import DRAFT4

        return DRAFT4.create_resource(known[uri])

    registry: Registry = Registry(retrieve=lookup)
    check = jsonschema.Draft4Validator({"$ref": wanted}, registry=registry)
    assert not list(check.iter_errors(found))
    # The check has teeth.
    assert list(check.iter_errors({**found, "spec": {"worker": found["spec"]["worker"]}}))
    assert found["apiVersion"] == "kubernetes.dask.org/v1"


def parts() -> dict[str, tuple[str, dict[str, Any]]]:
    """Everything of Kubernetes' own in the example: the name of its kind, and what it says."""
    found = objects()
    cluster = found["DaskCluster"]["spec"]
    return {
        "job": ("V1Job", found["Job"]),
        "volume": ("V1PersistentVolumeClaim", found["PersistentVolumeClaim"]),
        "scheduler": ("V1PodSpec", cluster["scheduler"]["spec"]),
        "service": ("V1ServiceSpec", cluster["scheduler"]["service"]),
        "worker": ("V1PodSpec", cluster["worker"]["spec"]),
    }


def understood(kind: str, told: dict[str, Any]) -> None:
    """``ValidationError`` for a key that Kubernetes' client does not know, or one that lacks."""
    from kubernetes import client

    getattr(client, kind).model_validate(told)


@pytest.mark.parametrize("part", ["job", "volume", "scheduler", "service", "worker"])
def test_kubernetes_understands_every_key(part: str) -> None:
    kind, told = parts()[part]
    understood(kind, told)
    with pytest.raises(ValidationError, match="contaners"):
        understood(kind, {**told, "contaners": []})


def test_a_misspelt_key_deep_down_and_one_that_lacks_would_be_seen() -> None:
    kind, told = parts()["job"]
    (study,) = told["spec"]["template"]["spec"]["containers"]
    study["volumeMount"] = study.pop("volumeMounts")
    with pytest.raises(ValidationError, match="volumeMount"):
        understood(kind, told)
    del study["volumeMount"], study["name"]
    with pytest.raises(ValidationError, match="name"):
        understood(kind, told)


def test_what_the_objects_say_of_each_other_is_so() -> None:
    found = objects()
    cluster, job, volume = (found[kind] for kind in ("DaskCluster", "Job", "PersistentVolumeClaim"))
    name = cluster["metadata"]["name"]
    scheduler, worker = cluster["spec"]["scheduler"], cluster["spec"]["worker"]
    pod = job["spec"]["template"]["spec"]
    containers = [
        one for spec in (scheduler["spec"], worker["spec"], pod) for one in spec["containers"]
    ]
    assert len({one["image"] for one in containers}) == 1
    service = scheduler["service"]
    assert service["selector"]["dask.org/cluster-name"] == name
    ports = {
        one["name"]: one["containerPort"] for one in scheduler["spec"]["containers"][0]["ports"]
    }
    (port,) = service["ports"]
    assert ports[port["targetPort"]] == port["port"]
    address = f"tcp://{name}-scheduler:{port['port']}"  # what the operator calls the service
    (study,) = pod["containers"]
    assert study["args"][study["args"].index("--cluster") + 1] == address
    (mount,) = study["volumeMounts"]
    assert study["args"][study["args"].index("--out") + 1].startswith(mount["mountPath"] + "/")
    (claimed,) = pod["volumes"]
    assert claimed["name"] == mount["name"]
    assert claimed["persistentVolumeClaim"]["claimName"] == volume["metadata"]["name"]
    assert pod["restartPolicy"] == "OnFailure"  # that is what makes it go on
    assert pod["hostname"] == job["metadata"]["name"]  # and this, where its node was lost
    assert worker["spec"]["containers"][0]["args"][:4] == ["dask", "worker", "--nthreads", "1"]


# ---- commands ------------------------------------------------------------------------------


def parsed(words: list[str]) -> dict[str, Any]:
    """What the program makes of a command line, without carrying it out."""
    command: Any = typer.main.get_command(app)
    assert words[0] == "boligsim"
    rest = words[1:]
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    with command.make_context(command.name, rest) as context:
        return dict(context.params)


def test_the_program_knows_the_command_of_the_job() -> None:
    (study,) = objects()["Job"]["spec"]["template"]["spec"]["containers"]
    found = parsed([*study["command"], *study["args"]])
    assert found["file"] in studies()
    assert found["cluster"] == "tcp://boligsim-scheduler:8786"
    assert found["out"] == Path("/studies/fragmentation")


def test_the_program_knows_the_commands_on_the_page() -> None:
    shown = re.findall(r"^boligsim .*$", PAGE, re.MULTILINE)
    shown += [one for one in re.findall(r"`(boligsim study [^`]*)`", PAGE) if "ADDRESS" not in one]
    told = [
        parsed(line.split("     ")[0].split()) for line in shown if not line.endswith("--cluster")
    ]
    assert len(told) >= 4


def test_the_extra_that_the_image_installs_is_there() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    text = (EXAMPLES / "kubernetes" / "Dockerfile").read_text(encoding="utf-8")
    (extra,) = re.findall(r"\[(\w+)\]", text)
    assert extra in extras["optional-dependencies"]
    assert "distributed" in "".join(extras["optional-dependencies"][extra])
