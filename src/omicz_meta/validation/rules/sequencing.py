"""What is said of sequencing and its files agrees: instrument, library, depth, checksums, names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from omicz_meta.engine.checks import Check
from omicz_meta.engine.plan import Call, Column, Constant, Expression, Recode
from omicz_meta.schema import Kind
from omicz_meta.validation.rule import Rule, Scene, both, negated
from omicz_meta.validation.rules.values import some

MADE_BY = MappingProxyType(
    {
        "ILLUMINA": "HiSeq X (Five|Ten)|Illumina .*|NextSeq .*",
        "OXFORD_NANOPORE": "MinION|GridION|PromethION",
        "PACBIO_SMRT": "Onso|PacBio .*|Revio|Sequel.*",
        "ION_TORRENT": "Ion (Torrent|GeneStudio) .*",
        "ELEMENT": "Element .*",
        "ULTIMA": "UG 100",
        "CAPILLARY": "AB [0-9]+(xL)? Genetic Analyzer",
        "LS454": "454 .*",
        "HELICOS": "Helicos .*",
        "TAPESTRI": "Tapestri",
        "ARRAY": "array_scanner",
        "MASS_SPECTROMETRY": "mass_spectrometer",
    }
)
"""Platforms and their instruments, after the common schema of SRA. Those that change hands are left out."""

RNA = "RNA-Seq|ssRNA-seq|snRNA-seq|miRNA-Seq|ncRNA-Seq|FL-cDNA|EST|RIP-Seq|Ribo-Seq"
DNA = (
    "WGS|WXS|WCS|Hi-C|ATAC-seq|ChIP-Seq|Bisulfite-Seq|MNase-Seq|DNase-Hypersensitivity|RAD-Seq|GBS|MRE-Seq"
    "|MeDIP-Seq|MBD-Seq|FAIRE-seq|NOMe-Seq|ChIA-PET"
)

OF_TUMOUR = "primary_tumour|tumour_metastasis|recurrent_tumour|tumouroid"
"""Pathological states of samples whose genome is no germline genome."""

DIGITS = MappingProxyType({"md5": 32, "sha256": 64, "sha512": 128})
"""Hexadecimal digits of a digest (RFC 1321, FIPS 180-4)."""

SUFFIXES = MappingProxyType(
    {
        "FASTQ": "(fastq|fq)",
        "FASTA": "(fasta|fa|fna)",
        "SAM": "sam",
        "BAM": "bam",
        "BAI": "bai",
        "CRAM": "cram",
        "CRAI": "crai",
        "VCF": "vcf",
        "GVCF": "(g[.]vcf|gvcf)",
        "BCF": "bcf",
        "BED": "bed",
        "GTF": "gtf",
        "GFF3": "gff3?",
        "PDF": "pdf",
        "JSON": "json",
        "XLSX": "xlsx",
    }
)
"""How names of files end, by format; behind it may stand a compression and an encryption."""
_ALIKE = MappingProxyType({"VCF": "(vcf|g[.]vcf|gvcf)", "GVCF": "(vcf|g[.]vcf|gvcf)"})
_BEHIND = "([.](gz|bgz|bz2|zst|xz))?([.](c4gh|gpg|cip))?"


def _instruments(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if {"platform", "instrument_model"} <= set(slots):
        for platform, models in MADE_BY.items():
            wrong = negated(Call("eq", (Column("platform"), Constant(platform))))
            yield Check(
                "V034",
                name,
                "instrument_model",
                both(_fits("instrument_model", models), wrong),
                "instruments",
            )


INSTRUMENTS = Rule("instruments", _instruments)


def _libraries(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if {"library_strategy", "library_source"} <= set(slots):
        for strategies, sources in (
            (RNA, "GENOMIC.*|METAGENOMIC"),
            (DNA, "TRANSCRIPTOMIC.*|METATRANSCRIPTOMIC"),
        ):
            wrong = both(_fits("library_strategy", strategies), _fits("library_source", sources))
            yield Check("V035", name, "library_source", wrong, "libraries")


LIBRARIES = Rule("libraries", _libraries)


def germline_depth(least: Decimal = Decimal(30)) -> Rule:
    """A whole germline genome is read so many times at least: 30 in 1+MG, Minimal dataset for cancer and rare diseases.

    Asked where the use case is one of germline genomes.

    >>> germline_depth(Decimal(20)).name
    'depth'
    """

    def checks(scene: Scene) -> Iterator[Check]:
        germline = {"rare_disease", "population_reference"} & set(scene.use_cases)
        if germline and {"mean_depth", "experiment"} <= set(scene.definition.slots):
            whole = Call("eq", (Column("library_strategy", "experiment"), Constant("WGS")))
            low = Call("lt", (Column("mean_depth"), Constant(least)))
            found = both(whole, low, *(() if "biosample" not in scene.definition.slots else (_germline(),)))
            yield Check("X036", scene.definition.name, "mean_depth", found, "depth")

    return Rule("depth", checks)


def _germline() -> Expression:
    """Whether a sample is not said to be of a tumour, which is read as deep as its purpose asks."""
    state = Column("pathological_state", "biosample")
    return negated(Call("coalesce", (Call("matches", (state, Constant(OF_TUMOUR))), Constant(False))))


DEPTH = germline_depth()


def _digests(scene: Scene) -> Iterator[Check]:
    for slot in scene.definition.slots.values():
        if slot.kind is Kind.OBJECT and slot.target == "Checksum":
            yield Check(
                "V037",
                scene.definition.name,
                slot.name,
                some(slot, Column(slot.name), _wrong_length),
                "digests",
            )


def _wrong_length(value: Expression) -> Expression:
    algorithm, digest = (Call("field", (value, Constant(name))) for name in ("algorithm", "digest"))
    digits = Recode(algorithm, tuple((name, str(number)) for name, number in DIGITS.items()))
    return negated(Call("eq", (Call("str", (Call("strlen", (digest,)),)), digits)))


DIGESTS = Rule("digests", _digests)


def _names(scene: Scene) -> Iterator[Check]:
    name, slots = scene.definition.name, scene.definition.slots
    if {"file_name", "file_format"} <= set(slots):
        known = "|".join(SUFFIXES.values())
        written = Call("lower", (Column("file_name"),))
        other = Call("matches", (written, Constant(f".*[.]({known}){_BEHIND}")))
        for format_, suffix in SUFFIXES.items():
            own = Call("matches", (written, Constant(f".*[.]{_ALIKE.get(format_, suffix)}{_BEHIND}")))
            is_it = Call("eq", (Column("file_format"), Constant(format_)))
            yield Check("V038", name, "file_name", both(is_it, other, negated(own)), "file names")


FILE_NAMES = Rule("file names", _names)


def _fits(slot: str, pattern: str) -> Expression:
    return Call("matches", (Column(slot), Constant(pattern)))
