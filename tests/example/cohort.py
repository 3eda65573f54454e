"""The fictional hospital: 500 persons with their diagnoses and samples, as clean rows of three tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from example.dice import Dice
from example.diseases import COMORBIDITIES, DISEASES, Comorbidity, Disease
from example.people import birth_number, e_mail, rare_birth_number, telephone
from example.sheet import Row, Sheet

PERSONS = 500
EXPORTED = date(2026, 11, 2)
REGIONS = {
    "Jihomoravský kraj": 34,
    "Moravskoslezský kraj": 16,
    "Olomoucký kraj": 14,
    "Zlínský kraj": 13,
    "Kraj Vysočina": 10,
    "Pardubický kraj": 5,
    "Praha": 4,
    "Středočeský kraj": 3,
    "Královéhradecký kraj": 3,
    "Jihočeský kraj": 2,
    "Ústecký kraj": 2,
    "Plzeňský kraj": 1,
    "Liberecký kraj": 1,
    "Karlovarský kraj": 1,
    "neuvedeno": 6,
}
NOTES = (
    "kontrola za 6 měsíců",
    "léčba zavedena; snáší dobře",
    "rodina poučena\nkontrola za rok",
    'pacient uvádí "lepší spánek"\nbez dalších obtíží',
    "přeložen z okresní nemocnice",
    "čeká na genetickou konzultaci",
    "dieta dodržována\nhmotnost stabilní\nbez hospitalizace",
)
INHERITED = {"AD": "autozomálně dominantní", "AR": "autozomálně recesivní", "XR": "vázaná na X, recesivní"}


@dataclass(frozen=True, slots=True)
class Person:
    """What the generator knows of a person. `disease` is None for unaffected relatives."""

    number: str
    sex: str
    born: date
    disease: Disease | None
    onset: int
    diagnosed: date
    died: date | None
    samples: int

    @property
    def last(self) -> date:
        """The last day on which something can have happened to the person."""
        return self.died or EXPORTED


@dataclass(slots=True)
class Export:
    """The three tables."""

    pacienti: Sheet
    diagnozy: Sheet
    vzorky: Sheet

    @property
    def sheets(self) -> tuple[Sheet, Sheet, Sheet]:
        """In the order of the manifest."""
        return self.pacienti, self.diagnozy, self.vzorky


def export(seed: int) -> Export:
    """A clean export; the same seed gives the same tables."""
    dice = Dice(seed)
    people = [_person(dice, index) for index in range(1, PERSONS + 1)]
    tables = Export(_pacienti(), _diagnozy(), _vzorky())
    for person in people:
        tables.pacienti.rows.append(Row(_patient(dice, person)))
        tables.diagnozy.rows += [Row(cells) for cells in _diagnoses(dice, person)]
        tables.vzorky.rows += [Row(cells) for cells in _samples(dice, person)]
    _number(tables.diagnozy, "ID_dg", "D{:04}")
    _number(tables.vzorky, "Číslo_vzorku", "V{:04}")
    return tables


def _pacienti() -> Sheet:
    columns = (
        "ID_pacienta",
        "Datum_narození",
        "Rodné_číslo",
        "Pohlaví",
        "Kraj",
        "Telefon",
        "Spojení",
        "Stav",
        "Datum_úmrtí",
        "Postižení",
        "První kontakt",
        "Vzorek k dispozici",
        "HPO",
        "Souhlas",
        "Datum_souhlasu",
        "Datum_odvolání",
        "Opětovný_kontakt",
        "Další_využití",
        "Nesouhlas_čl_71",
        "Pracoviště",
        "Poznámka",
    )
    preamble = ("Fakultní nemocnice Demo, registr vzácných onemocnění", "Export ze dne 2. 11. 2026")
    return Sheet("pacienti", columns, preamble=preamble, line_ends=("\r\n",))


def _diagnozy() -> Sheet:
    columns = (
        "ID_dg",
        "ID_pacienta",
        "Typ_dg",
        "Dg_MKN10",
        "Dg_registru",
        "Text_dg",
        "Datum_dg",
        "Věk_začátku",
        "Stav_dg",
        "Potvrzení",
        "Rodinný_výskyt",
        "Dědičnost",
        "Poznámka",
    )
    return Sheet("diagnozy", columns, line_ends=("\n",))


def _vzorky() -> Sheet:
    columns = (
        "Číslo_vzorku",
        "ID_pacienta",
        "Typ_vzorku",
        "Datum_odběru",
        "Zkumavka",
        "Objem_ml",
        "Teplota_°C",
        "Stav_vzorku",
        "Hemoglobin",
        "Poznámka",
        "Poznámka#2",
        "column 12",
    )
    headers = {"Poznámka#2": "Poznámka", "column 12": ""}
    return Sheet("vzorky", columns, headers=headers, line_ends=("\r\n", "\n"))


def _number(sheet: Sheet, column: str, form: str) -> None:
    for index, row in enumerate(sheet.rows, start=1):
        row.cells[column] = form.format(index)


def _person(dice: Dice, index: int) -> Person:
    disease = None if dice.chance(6) else dice.weighted(DISEASES, [d.weight for d in DISEASES])
    sex = (disease.sex if disease else None) or dice.pick("MŽ")
    onset = dice.whole(*disease.onset) if disease else 0
    latest = date(EXPORTED.year - 2 - min(onset, 74), 1, 1)
    earliest = max(date(1946, 1, 1), date(EXPORTED.year - min(onset + 55, 80), 1, 1))
    born = dice.day(earliest, latest)
    first = _years_on(born, onset)
    delay = dice.weighted((0, 1, 2, 4, 8), (35, 30, 15, 12, 8))
    diagnosed = min(
        _years_on(first, delay) + timedelta(days=dice.whole(31, 300)), EXPORTED - timedelta(days=30)
    )
    died = dice.day(diagnosed, EXPORTED) if disease and dice.chance(6) else None
    samples = dice.weighted((0, 1, 2, 3, 4), (22, 35, 28, 10, 5))
    return Person(f"P{index:04}", sex, born, disease, onset, diagnosed, died, samples)


def _years_on(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


def _written(dice: Dice, day: date) -> str:
    """A date as Czech people type it."""
    form = dice.weighted(("{d}.{m}.{y}", "{d}. {m}. {y}", "{d:02}.{m:02}.{y}"), (60, 25, 15))
    return form.format(d=day.day, m=day.month, y=day.year)


def _patient(dice: Dice, person: Person) -> dict[str, str]:
    sex = person.sex if dice.chance(70) else {"M": "muž", "Ž": "žena"}[person.sex]
    return {
        "ID_pacienta": person.number,
        "Datum_narození": str(person.born.year) if dice.chance(10) else _written(dice, person.born),
        "Rodné_číslo": _birth_number(dice, person),
        "Pohlaví": sex,
        "Kraj": dice.weighted(tuple(REGIONS), tuple(REGIONS.values())),
        "Telefon": telephone(dice) if dice.chance(92) else "",
        "Spojení": e_mail(dice, int(person.number[1:])) if dice.chance(85) else "-",
        **_course(dice, person),
        "HPO": _signs(dice, person),
        **_consent(dice, person),
        "Pracoviště": dice.weighted(("GENETIKA", "PEDIATRIE", "NEUROLOGIE", "HEMATOLOGIE"), (4, 3, 2, 2)),
        "Poznámka": dice.pick(NOTES) if dice.chance(35) else "",
    }


def _birth_number(dice: Dice, person: Person) -> str:
    """Two in a hundred went through a spreadsheet, which cut the leading zero off."""
    if dice.chance(2):
        return rare_birth_number(dice, person.sex).replace("/", "").removeprefix("0")
    number = birth_number(dice, person.sex, dice.whole(2030, 2053))
    return number if dice.chance(80) else number.replace("/", "")


def _course(dice: Dice, person: Person) -> dict[str, str]:
    contact = dice.day(person.diagnosed - timedelta(days=30), person.diagnosed)
    return {
        "Stav": _status(dice, person),
        "Datum_úmrtí": _written(dice, person.died) if person.died else "-",
        "Postižení": "ano" if person.disease else "ne",
        "První kontakt": "neuvedeno" if dice.chance(9) else _written(dice, contact),
        "Vzorek k dispozici": "ano" if person.samples else dice.weighted(("ne", "nezjištěno"), (85, 15)),
    }


def _status(dice: Dice, person: Person) -> str:
    if person.died:
        return {"M": "zemřel", "Ž": "zemřela"}[person.sex]
    return dice.weighted(("žije", "ztracen ze sledování", "nezjištěno"), (88, 6, 6))


def _signs(dice: Dice, person: Person) -> str:
    if person.disease is None:
        return ""
    form = dice.weighted(("HP:{:07}", "HP_{:07}"), (85, 15))
    return ", ".join(form.format(sign) for sign in dice.some(person.disease.signs, 1, 4))


def _consent(dice: Dice, person: Person) -> dict[str, str]:
    given = dice.day(person.diagnosed, person.last)
    withdrawn = dice.chance(2)
    return {
        "Souhlas": "odvolán" if withdrawn else "udělen",
        "Datum_souhlasu": _written(dice, given),
        "Datum_odvolání": _written(dice, dice.day(given, person.last)) if withdrawn else "-",
        "Opětovný_kontakt": dice.weighted(("ano", "ne", "nezjištěno"), (70, 24, 6)),
        "Další_využití": dice.weighted(("ano", "ne", "nezjištěno"), (80, 14, 6)),
        "Nesouhlas_čl_71": "ne",
    }


def _diagnoses(dice: Dice, person: Person) -> list[dict[str, str]]:
    if person.disease is None:
        return []
    age = (person.last - person.born).days // 366
    possible = [other for other in COMORBIDITIES if other.from_age < age]
    others = dice.some(possible, 0, 2)
    return [
        _main_diagnosis(dice, person, person.disease),
        *(_other_diagnosis(dice, person, one) for one in others),
    ]


def _main_diagnosis(dice: Dice, person: Person, disease: Disease) -> dict[str, str]:
    return {
        **_diagnosis(dice, person, "hlavní", disease.mkn10, disease.text),
        "Datum_dg": _written(dice, person.diagnosed),
        "Věk_začátku": "neuvedeno" if dice.chance(12) else str(person.onset),
        "Stav_dg": dice.weighted(("potvrzená", "pravděpodobná", "probíhá"), (82, 12, 6)),
        "Potvrzení": dice.weighted(("genetické", "klinické", "biochemické", ""), (55, 20, 15, 10)),
        "Rodinný_výskyt": dice.weighted(("sporadický", "familiární", "nezjištěno", ""), (40, 30, 10, 20)),
        "Dědičnost": INHERITED.get(disease.inheritance, "") if dice.chance(75) else "",
    }


def _other_diagnosis(dice: Dice, person: Person, other: Comorbidity) -> dict[str, str]:
    day = dice.day(person.born + timedelta(days=366 * other.from_age + 1), person.last)
    return {
        **_diagnosis(dice, person, "vedlejší", other.mkn10, other.text),
        "Datum_dg": _written(dice, day),
        "Věk_začátku": str(max(other.from_age, day.year - person.born.year - 1)),
        "Stav_dg": "potvrzená",
        "Potvrzení": "klinické",
    }


def _diagnosis(dice: Dice, person: Person, role: str, code: str, text: str) -> dict[str, str]:
    written = code.replace(".", "") if dice.chance(85) else code
    return {
        "ID_pacienta": person.number,
        "Typ_dg": role,
        "Dg_MKN10": written.lower() if dice.chance(3) else written,
        "Dg_registru": code.replace(".", "") if role == "hlavní" else "",
        "Text_dg": text,
        "Poznámka": dice.pick(NOTES) if dice.chance(6) else "",
    }


def _samples(dice: Dice, person: Person) -> list[dict[str, str]]:
    return [_sample(dice, person) for _ in range(person.samples)]


def _sample(dice: Dice, person: Person) -> dict[str, str]:
    kind = dice.weighted(
        ("krev", "DNA", "plazma", "sérum", "sliny", "moč", "kůže"), (38, 26, 12, 10, 6, 5, 3)
    )
    tube = {"krev": "EDTA", "plazma": "EDTA", "sérum": "gel", "DNA": "kryo"}.get(kind, "")
    cold = {"krev": ("4", "-20"), "sliny": ("20", "-20")}.get(kind, ("-80", "-80", "-196"))
    blood = kind == "krev"
    return {
        "ID_pacienta": person.number,
        "Typ_vzorku": kind,
        "Datum_odběru": "neuvedeno"
        if dice.chance(4)
        else _written(dice, dice.day(person.diagnosed, person.last)),
        "Zkumavka": tube,
        "Objem_ml": f"{dice.whole(1, 9)},{dice.whole(0, 9)}",
        "Teplota_°C": dice.pick(cold),
        "Stav_vzorku": "čerstvý" if blood and dice.chance(30) else dice.weighted(("zmražený", ""), (85, 15)),
        "Hemoglobin": f"{dice.whole(88, 168)},{dice.whole(0, 9)}" if blood and dice.chance(80) else "",
        "Poznámka": "hemolýza" if dice.chance(4) else "",
    }
