"""The benchmark's mapping in pandas, a column at a time, Parquet out.

    python benchmarks/peers/with_pandas.py SUBMISSION FOLDER

Holds the whole table in memory. Trusts that every line is a row, reads decimals as binary floating point, does not
look for identifiers, keeps no ledger and no lineage, hashes nothing.
"""

from __future__ import annotations

import pandas as pd
from job import ORGANISM, PROBLEM, RECORD, SAMPLE_TYPES, SIDES, STATES, STORAGE, key, paths, pseudonym, sites


def problems(
    rows: pd.DataFrame, made: pd.Series, code: str | pd.Series, column: str, slot: str, allowed: pd.Series
) -> pd.DataFrame:
    """Cells with text that gave no value, but for `allowed` ones."""
    wrong = made.isna() & (rows[column] != "") & ~allowed
    number = rows.index[wrong].to_numpy() + 1
    return pd.DataFrame(
        {
            "code": code[wrong] if isinstance(code, pd.Series) else code,
            "row": number,
            "line": number + 1,
            "column": column,
            "slot": slot,
            "record_id": rows["ID_vzorku"][wrong],
            "value": rows[column][wrong],
        },
        columns=list(PROBLEM),
    )


def main() -> None:
    """Map argv[1] into argv[2]."""
    submission, target = paths()
    secret = key()
    rows = pd.read_csv(
        submission / "data" / "vzorky.csv", sep=";", encoding="cp1250", dtype=str, keep_default_na=False
    )
    for name in rows.columns:
        rows[name] = rows[name].str.strip()
    names = {text: pseudonym(secret, text) for text in rows["ID_pacienta"].unique() if text}
    day = pd.to_datetime(rows["Datum_odběru"], format="%d.%m.%Y", errors="coerce")
    admitted = pd.to_datetime(rows["Datum_přijetí"], format="%d.%m.%Y", errors="coerce")
    years = admitted.dt.year - pd.to_numeric(rows["Rok"], errors="coerce")
    plain = rows["Dg"].str.upper().str.replace(r"[. ]", "", regex=True)
    dotted = "MESH:" + plain.str[:3] + "." + plain.str[3:]
    known = plain.str.fullmatch("[A-Z][0-9]{2}[0-9]{0,2}")
    records = pd.DataFrame(
        {
            "id": rows["ID_vzorku"],
            "individual": rows["ID_pacienta"].map(names),
            "organism": ORGANISM,
            "sample_type": rows["Typ"].map(SAMPLE_TYPES),
            "sprec_code": rows["Kód"],
            "anatomical_site": rows["Dg"].map(sites(submission)),
            "laterality": rows["Pohlaví"].map(SIDES),
            "specimen_state": rows["Stav"].map({a: b for a, b in STATES.items() if b}),
            "collection_date": day.dt.strftime("%Y-%m-%d"),
            "age_at_collection": ("P" + years.astype("Int64").astype("string") + "Y").where(years >= 0),
            "collection_method": dotted.where(plain.str.len() > 3, "MESH:" + plain).where(known),
            "sampling_intents": [
                [text for text in pair if text]
                for pair in zip(rows["Zkumavka"], rows["Oddělení"], strict=True)
            ],
            "storage_conditions": rows["Teplota"].map(STORAGE),
            "tumour_content": pd.to_numeric(rows["Podíl_nádoru"].str.replace(",", "."), errors="coerce"),
            "biobank": rows["Biobanka"],
        },
        columns=list(RECORD),
    )
    shaped = rows["Datum_odběru"].str.fullmatch(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}")
    none = pd.Series(False, index=rows.index)
    found = (
        ("Typ", "sample_type", "T001", none),
        ("Dg", "anatomical_site", "T001", none),
        ("Pohlaví", "laterality", "T001", none),
        ("Stav", "specimen_state", "T001", rows["Stav"] == "neuvedeno"),
        ("Datum_odběru", "collection_date", shaped.map({True: "V004", False: "V003"}), none),
        ("Dg", "collection_method", "T002", none),
        ("Teplota", "storage_conditions", "T001", none),
        ("Podíl_nádoru", "tumour_content", "V005", none),
    )
    told = [problems(rows, records[slot], code, column, slot, fine) for column, slot, code, fine in found]
    records.to_parquet(target / "records.parquet", index=False)
    pd.concat(told).sort_values(["row", "column"]).to_parquet(target / "problems.parquet", index=False)


if __name__ == "__main__":
    main()
