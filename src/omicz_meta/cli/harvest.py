"""`omicz-meta catalogue harvest`: the descriptions of other nodes as one catalogue."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from omicz_meta.bilingual import Bilingual, Words
from omicz_meta.cli.screen import fail_on_option, lang_option, language, problem_lines
from omicz_meta.errors import EnvironmentFault
from omicz_meta.reports import message
from omicz_meta.reports.words import number
from omicz_meta.result import exit_code

if TYPE_CHECKING:
    from omicz_meta.harvest.harvesting import Harvest
    from omicz_meta.harvest.node import Outcome
    from omicz_meta.problem import Language, Problem, Severity
    from omicz_meta.result import FailOn

_SHOWN = 10


class HarvestWords(Words):
    """What came of a harvest; `{...}` are names, days and counts."""

    complete = Bilingual(
        "{name}: datových sad {datasets} (nových {new}, změněných {updated}, zaniklých {gone}); "
        "dotazů {requests}, z toho beze změny {unchanged}, přeneseno {kib} kB",
        "{name}: datasets {datasets} (new {new}, changed {updated}, gone {gone}); "
        "requests {requests}, of them unchanged {unchanged}, moved {kib} kB",
    )
    failed = Bilingual("{name}: nesklizeno; {rest}", "{name}: not harvested; {rest}")
    kept = Bilingual(
        "zůstává stav z {seen}, datových sad {datasets}", "its state of {seen} stays, datasets {datasets}"
    )
    nothing = Bilingual("dosud z něj není nic", "there is nothing of it yet")
    written = Bilingual(
        "V katalogu je datových sad: {datasets}, vynecháno: {left}.",
        "Datasets in the catalogue: {datasets}, left out: {left}.",
    )
    more = Bilingual(
        "  … a dalších {number} s kódem {code}; všechny jsou v --json",
        "  … and {number} more of {code}; --json has all of them",
    )
    same = Bilingual(
        "Nic se nezměnilo; v katalogu je datových sad: {datasets}.",
        "Nothing has changed; datasets in the catalogue: {datasets}.",
    )
    untouched = Bilingual(
        "Není co zapsat; dosavadní katalog zůstal beze změny.",
        "There is nothing to write; the catalogue is as it was.",
    )


@click.command("harvest")
@click.argument("addresses", metavar="[URL]...", nargs=-1)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="CATALOGUE",
    help="Catalogue folder; replaced as a whole, or not at all.",
)
@click.option(
    "--node",
    metavar="NAME|FILE",
    default=None,
    help="Node file of whoever runs this catalogue: its address and publisher.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A further host that nodes may lead to; repeatable.",
)
@click.option("--forget", multiple=True, metavar="NODE", help="Take a node and its datasets out; repeatable.")
@click.option(
    "--pause",
    type=click.FloatRange(min=0),
    default=0.1,
    show_default=True,
    metavar="SECONDS",
    help="Pause between two requests to one host.",
)
@click.option(
    "--site/--no-site", default=True, show_default=True, help="Pages for people, which need no server."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@fail_on_option
@lang_option
def command(
    addresses: tuple[str, ...],
    output: Path,
    node: str | None,
    hosts: tuple[str, ...],
    forget: tuple[str, ...],
    pause: float,
    site: bool,
    as_json: bool,
    fail_on: FailOn,
    lang: str | None,
) -> None:
    """Harvest other nodes into one catalogue: catalogues of CKAN (hydra), FAIR Data Points, LDES feeds, DCAT files.

    Without an address all nodes that the catalogue knows are harvested again. Only what changed is moved. A node that
    is down or serves rubbish costs nothing but its own update; a harvest that was cut off goes on where it was. Each
    dataset is checked and taken once; what the nodes served is kept under CATALOGUE/nodes.
    """
    spoken = language(lang)
    _look_for_extra()
    # the only command that needs the extra
    from omicz_meta.harvest.assembling import about_node  # noqa: PLC0415
    from omicz_meta.harvest.harvesting import Asked, harvest  # noqa: PLC0415
    from omicz_meta.harvest.limits import Limits  # noqa: PLC0415

    def tell(outcome: Outcome) -> None:
        for line in _outcome(outcome, spoken) if not as_json else ():
            click.echo(line)

    done = harvest(
        Asked(addresses, hosts, forget),
        output,
        about=about_node(node) if node else None,
        limits=Limits(pause=pause),
        tell=tell,
        site=site,
    )
    if as_json:
        click.echo(json.dumps(_as_json(done, spoken), ensure_ascii=False, indent=1))
    else:
        for line in (*_lines(done.problems, spoken), *_left_out(done, spoken)):
            click.echo(line)
        click.echo(_ending(done, spoken), err=not (done.written or done.datasets))
    raise click.exceptions.Exit(exit_code(_severities(done), fail_on))


def _problems(done: Harvest) -> list[Problem]:
    """What is wrong with nodes, then with the whole."""
    return [*(problem for one in done.outcomes for problem in one.problems), *done.problems]


def _severities(done: Harvest) -> Iterator[Severity]:
    """The severities of all that was found; of a dataset that was left out, warnings do not count."""
    yield from (problem.severity for problem in _problems(done))
    left = done.chosen.left_out if done.chosen else ()
    yield from (p.severity for one in left for p in one.problems if p.severity == "error")


def _look_for_extra() -> None:
    if importlib.util.find_spec("urllib3") is None:
        raise EnvironmentFault("Harvesting needs an extra: pip install 'omicz-meta[harvest]'.")


def _outcome(one: Outcome, spoken: Language) -> Iterator[str]:
    words = HarvestWords(spoken)
    datasets = number(len(one.state.datasets), spoken) if one.state else "0"
    if one.complete:
        traffic = one.traffic
        yield words.complete.format(
            name=one.name,
            datasets=datasets,
            new=number(len(one.new), spoken),
            updated=number(len(one.updated), spoken),
            gone=number(len(one.gone), spoken),
            requests=number(traffic.requests, spoken),
            unchanged=number(traffic.unchanged, spoken),
            kib=number(-(-traffic.bytes // 1024), spoken),
        )
    else:
        seen = one.state.seen[:10] if one.state else ""
        rest = words.kept.format(seen=seen, datasets=datasets) if one.state else words.nothing
        yield words.failed.format(name=one.name, rest=rest)
    yield from (f"  {line}" for line in _lines(one.problems, spoken))


def _lines(problems: Sequence[Problem], spoken: Language) -> Iterator[str]:
    """Lines of findings, of each code the first ones: a node that mirrors another one would fill the screen."""
    for code in dict.fromkeys(one.code for one in problems):
        alike = [one for one in problems if one.code == code]
        yield from problem_lines(alike[:_SHOWN], spoken)
        if len(alike) > _SHOWN:
            yield HarvestWords(spoken).more.format(code=code, number=number(len(alike) - _SHOWN, spoken))


def _left_out(done: Harvest, spoken: Language) -> Iterator[str]:
    for one in done.chosen.left_out if done.chosen else ():
        yield f"{one.file}  {one.iri}".rstrip()
        faults = (fault for fault in one.problems if fault.severity == "error")
        yield from (f"  {line}" for line in problem_lines(faults, spoken))


def _ending(done: Harvest, spoken: Language) -> str:
    words = HarvestWords(spoken)
    datasets = number(done.datasets, spoken)
    if done.written and done.chosen:
        return words.written.format(datasets=datasets, left=number(len(done.chosen.left_out), spoken))
    return words.same.format(datasets=datasets) if done.datasets else words.untouched


def _as_json(done: Harvest, spoken: Language) -> dict[str, object]:
    return {
        "written": done.written,
        "datasets": done.datasets,
        "nodes": [
            {
                "node": one.name,
                "address": one.address,
                "complete": one.complete,
                "kind": one.state.kind if one.state else None,
                "seen": one.state.seen if one.state else None,
                "datasets": len(one.state.datasets) if one.state else 0,
                "new": one.new,
                "changed": one.updated,
                "gone": one.gone,
                "requests": one.traffic.requests,
                "unchanged": one.traffic.unchanged,
                "bytes": one.traffic.bytes,
            }
            for one in done.outcomes
        ],
        "problems": [
            {"code": one.code, "severity": one.severity, "node": one.place.file, "text": message(one, spoken)}
            for one in _problems(done)
        ],
        "left_out": [
            {
                "node": one.file,
                "dataset": one.iri or None,
                "problems": [
                    {"code": fault.code, "text": message(fault, spoken)}
                    for fault in one.problems
                    if fault.severity == "error"
                ],
            }
            for one in (done.chosen.left_out if done.chosen else ())
        ],
    }
