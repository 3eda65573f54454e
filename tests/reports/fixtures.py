"""A hand-made report with something in every part; fictional hospital, no person."""

from __future__ import annotations

from omicz_meta.result import (
    Completeness,
    Distribution,
    Finding,
    Ledger,
    Report,
    SlotLedger,
    SourceLedger,
    Step,
    TermDecision,
)

FINDINGS = (
    Finding(
        "T003",
        "error",
        1284,
        source="diagnozy",
        file="data/diagnozy.csv",
        column="Dg",
        record_class="Diagnosis",
        slot="diagnosis_code",
        value="C509",
        rows=(17, 203, 981, 1002),
        lines=(19, 205, 983, 1004),
        candidates=("C50.9",),
        detail={"codes": "dg"},
        repair="MKN10:C509\tskos:exactMatch\tICD10:C50.9\tsemapv:ManualMappingCuration",
    ),
    Finding(
        "V002",
        "warning",
        212,
        source="pacienti",
        file="data/pacienti.csv",
        column="Rok_diagnozy",
        record_class="Diagnosis",
        slot="year_of_diagnosis",
        rows=(3, 9, 12),
        lines=(5, 11, 14),
    ),
    Finding(
        "T001",
        "error",
        104,
        source="pacienti",
        file="data/pacienti.csv",
        column="Pohlaví",
        record_class="Individual",
        slot="sex",
        value="X",
        rows=(8, 44),
        lines=(10, 46),
        candidates=("other", "unknown"),
        repair="X: other",
    ),
    *(
        Finding(
            "V003",
            "error",
            count,
            source="pacienti",
            file="data/pacienti.csv",
            column="Datum_narozeni",
            record_class="Individual",
            slot="birth_date",
            value=value,
            rows=rows,
            lines=tuple(row + 2 for row in rows),
        )
        for value, count, rows in (
            ("jaro 1987", 71, (5, 6, 31)),
            ("neví", 40, (77,)),
            ("??.5.1950", 18, (102, 103)),
            ("1.1.", 1, (499,)),
        )
    ),
    Finding(
        "P002",
        "error",
        1,
        source="pacienti",
        file="data/pacienti.csv",
        column="Pohlaví",
        record_class="Individual",
        slot="sex",
        value="999999/9999",
        rows=(311,),
        lines=(313,),
        detail={"kind": "birth_number"},
    ),
    Finding("R003", "error", 1, source="vzorky", file="data/vzorky.csv", rows=(11,), lines=(13,)),
    Finding(
        "M005",
        "error",
        1,
        file="mapping/vzorky.transform.yaml",
        lines=(14,),
        value="Materiál",
        candidates=("Material",),
        detail={"table": "vzorky", "yaml_column": "22"},
    ),
    Finding(
        "P001",
        "warning",
        1,
        source="pacienti",
        file="data/pacienti.csv",
        column="RC",
        detail={"kind": "birth_number"},
    ),
    Finding(
        "R008",
        "info",
        1,
        source="pacienti",
        file="data/pacienti.csv",
        detail={"lines": "2", "header_line": "3"},
    ),
    Finding("M016", "info", 1, source="vzorky", file="data/vzorky.csv", column="Poznámka"),
)

RICH = Report(
    submission="fn-demo-2026-11",
    use_cases=("rare_disease",),
    findings=FINDINGS,
    ledger=Ledger(
        {
            "pacienti": SourceLedger(500, 496, 3, 1, {"{Stav} != 'storno'": 1}),
            "diagnozy": SourceLedger(1731, 1700, 31, 0),
            "vzorky": SourceLedger(820, 700, 20, 100, {"{Typ} == 'výzkum'": 100}),
        },
        {"Individual.sex": SlotLedger(500, mapped=395, unmapped=104, invalid=1)},
    ),
    completeness=(
        Completeness("Individual", "sex", "M", 500, 395, 0, ("rare_disease",)),
        Completeness("Individual", "subject_id", "M", 500, 500, 0),
        Completeness("Individual", "birth_date", "M", 500, 340, 30),
        Completeness("Individual", "country_of_residence", "R", 500, 412, 0),
        Completeness("Individual", "ethnicity", "O", 500, 0, 0),
        Completeness("Individual", "vital_status", "O", 500, 120, 380),
        Completeness("Diagnosis", "diagnosis_code", "M", 1700, 416, 0, ("rare_disease",)),
        Completeness("Diagnosis", "year_of_diagnosis", "R", 1700, 1488, 0),
        Completeness("Biosample", "sample_type", "C", 700, 700, 0),
    ),
    persons=500,
    persons_complete=412,
    distributions=(
        Distribution(
            "age", "persons", (("0–9", 31), ("10–19", 62), ("20–29", 140), ("30–39", None), ("80+", 12))
        ),
        Distribution(
            "sex", "persons", (("male", 188), ("female", None), ("other", None)), withheld=("female",)
        ),
        Distribution("diagnosis", "persons", (("ORPHA:586 cystic fibrosis", 120), ("ORPHA:98896 DMD", 51))),
        Distribution("sample", "records", (("plná krev", 512), ("DNA", 188))),
    ),
    terms=(
        TermDecision(
            "C50.9", "ICD10:C50.9", "exact", 416, "Dg", "Diagnosis.diagnosis_code", "primář terminologie"
        ),
        TermDecision("C509", None, "lexical", 1284, "Dg", "Diagnosis.diagnosis_code"),
        TermDecision("M", "male", "value_mappings", 188, "Pohlaví", "Individual.sex", "mapování"),
    ),
    publishable=False,
    regulation=(("title", True), ("description", True), ("contact point", False), ("health category", False)),
    min_cell=10,
    fine_print={
        "omicz-meta": "0.1.0",
        "schema": "omicz 2026-11",
        "pacienti.csv sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "pseudonym key": "k-2026-1",
        "min_cell": "10",
    },
    outlook=(Step(1734, 1521, 1500, 412), Step(450, 237, 430, 470), Step(238, 237, 230, 470)),
)
CLEAN = Report(
    "clean",
    persons=12,
    persons_complete=12,
    publishable=True,
    ledger=Ledger({"p": SourceLedger(12, 12, 0, 0)}),
)
