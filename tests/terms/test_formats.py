"""What each reader makes of a small file in its format: terms as they are written here, and faults by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

import pytest

from omicz_meta.errors import UsageError
from omicz_meta.terms.content import Name, Term
from omicz_meta.terms.draft import Content, Options
from omicz_meta.terms.formats import owl
from omicz_meta.terms.formats.rdfxml import statements
from omicz_meta.terms.formats.table import FORMATS, recognised
from omicz_meta.terms.given import Given


def given(name: str, text: str | bytes) -> Given:
    content = text if isinstance(text, bytes) else text.encode()
    return Given(name, partial(BytesIO, content))


def read(name: str, text: str | bytes, options: Options | None = None) -> Content:
    file = given(name, text)
    form = recognised(file)
    assert form is not None
    return form.read(file, options or Options())


def label(text: str, language: str = "en", status: str | None = None) -> Name:
    return Name(text, "label", language, status)


@dataclass(frozen=True)
class Case:
    """A file, what reads it, and the terms in it."""

    form: str
    text: str
    terms: Sequence[Term]
    name: str = "given.txt"
    options: Options = field(default_factory=Options)
    version: str = ""
    faults: Sequence[int | None] = ()


OBO = r"""format-version: 1.2
data-version: ex/releases/2026-01-31
property_value: dc:title "Example \"quoted\"" xsd:string

[Term]
id: EX:1
name: root, with \: escaped\W\{signs\}
alt_id: EX:9

[Term]
id: EX:2
name: child
def: "A \"child\"\nof the root." [PMID:1]
synonym: "kid" EXACT layperson [PMID:2] {source="x"}
synonym: "offspring" []
synonym: "no end EXACT []
a line that is none
xref: SCT:1 "somewhere"
is_a: EX:1 {x="y"} ! root

[Term]
id: EX:3
name: obsolete child
is_obsolete: true
replaced_by: EX:2
consider: EX:1

[Term]
name: no identifier

[Typedef]
id: part_of
name: part of
"""
OBO_TERMS = (
    Term("EX:1", (label("root, with : escaped {signs}"),)),
    Term(
        "EX:2",
        (label("child"), Name("kid"), Name("offspring", "related")),
        ("EX:1",),
        xrefs=("SCT:1",),
        definition='A "child"\nof the root.',
    ),
    Term("EX:3", (label("obsolete child"),), (), obsolete=True, replaced_by=("EX:2",), consider=("EX:1",)),
    Term("EX:9", obsolete=True, replaced_by=("EX:1",)),
)
GUIDE = """{
 "EX:1": {"ancestors": {}, "label": "root", "synonyms": ["origin"], "deprecated": false},
 "EX:2": {"ancestors": {"EX:1": 1}, "label": "child", "description": "A child."},
 "EX:3": {"ancestors": {"EX:2": 2, "EX:1": 3}, "label": "grandchild"},
 "EX:4": {"ancestors": {}, "label": "old", "deprecated": true, "replaced_by": "http://purl.obolibrary.org/obo/EX_2",
          "consider": ["EX:1"]}
}"""
GUIDE_TERMS = (
    Term("EX:1", (label("root"), Name("origin", "related"))),
    Term("EX:2", (label("child"),), ("EX:1",), definition="A child."),
    Term("EX:3", (label("grandchild"),), ("EX:2",)),
    Term("EX:4", (label("old"),), obsolete=True, replaced_by=("EX:2",), consider=("EX:1",)),
)
GRAPHS = """{"graphs": [{"meta": {"version": "http://example.org/ex/2026-02-01/ex.json"}, "nodes": [
 {"id": "http://purl.obolibrary.org/obo/EX_1", "lbl": "root", "type": "CLASS"},
 {"id": "http://purl.obolibrary.org/obo/EX_2", "lbl": "child", "type": "CLASS", "meta": {
   "definition": {"val": "A child."}, "synonyms": [{"pred": "hasNarrowSynonym", "val": "kid"}],
   "xrefs": [{"val": "SCT:1"}], "basicPropertyValues": [
     {"pred": "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId", "val": "EX:9"}]}},
 {"id": "http://purl.obolibrary.org/obo/EX_3", "type": "CLASS", "meta": {"deprecated": true, "basicPropertyValues": [
     {"pred": "http://purl.obolibrary.org/obo/IAO_0100001", "val": "http://purl.obolibrary.org/obo/EX_2"}]}},
 {"id": "http://purl.obolibrary.org/obo/EX_part", "lbl": "part of", "type": "PROPERTY"}],
 "edges": [{"sub": "http://purl.obolibrary.org/obo/EX_2", "pred": "is_a", "obj": "http://purl.obolibrary.org/obo/EX_1"},
           {"sub": "http://purl.obolibrary.org/obo/EX_2", "pred": "part_of", "obj": "http://purl.obolibrary.org/obo/EX_3"}]}]}"""
GRAPHS_TERMS = (
    Term("EX:1", (label("root"),)),
    Term("EX:2", (label("child"), Name("kid", "narrow")), ("EX:1",), xrefs=("SCT:1",), definition="A child."),
    Term("EX:3", obsolete=True, replaced_by=("EX:2",)),
    Term("EX:9", obsolete=True, replaced_by=("EX:2",)),
)
CODE_SYSTEM = """{"resourceType": "CodeSystem", "version": "3.1", "title": "Pohlaví", "language": "cs", "concept": [
 {"code": "a", "display": "vše", "concept": [{"code": "b", "display": "část", "definition": "Jen část.",
   "designation": [{"language": "en", "value": "part"}, {"value": "díl"}]}]},
 {"code": "c", "display": "dřívější", "property": [{"code": "status", "valueCode": "retired"},
                                                  {"code": "parent", "valueCode": "a"}]}]}"""
CODE_SYSTEM_TERMS = (
    Term("G:a", (label("vše", "cs"),)),
    Term(
        "G:b",
        (label("část", "cs"), label("part"), Name("díl", "exact", "cs")),
        ("G:a",),
        definition="Jen část.",
    ),
    Term("G:c", (label("dřívější", "cs"),), ("G:a",), obsolete=True),
)
VALUE_SET = """{"resourceType": "ValueSet", "compose": {"include": [
 {"system": "http://snomed.info/sct", "concept": [{"code": "111002", "display": "Parathyroid structure"}]}]}}"""
EXPANDED = """{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "ValueSet", "expansion": {"contains": [
 {"system": "http://loinc.org", "code": "718-8", "display": "Hemoglobin",
  "contains": [{"system": "http://example.org/own", "code": "x", "display": "X", "inactive": true}]}]}}}]}"""
CLAML = """<?xml version="1.0"?><ClaML version="2.0.0"><Title name="ICD-10" version="2016">Edition</Title>
<Class code="IV" kind="chapter"><SubClass code="E10"/>
 <Rubric kind="preferred"><Label xml:lang="en">Endocrine <Reference>E00</Reference>diseases</Label></Rubric></Class>
<Class code="E10" kind="category"><SuperClass code="IV"/><ModifiedBy code="S4"/>
 <Rubric kind="preferred"><Label xml:lang="en">Type 1 diabetes</Label></Rubric>
 <Rubric kind="inclusion"><Label xml:lang="en">juvenile diabetes</Label></Rubric>
 <Rubric kind="exclusion"><Label xml:lang="en">neonatal</Label></Rubric></Class>
<ModifierClass modifier="S4" code=".0">
 <Rubric kind="preferred"><Label xml:lang="en">With coma</Label></Rubric></ModifierClass>
</ClaML>"""
CLAML_TERMS = (
    Term("ICD10:E10", (label("Type 1 diabetes"), Name("juvenile diabetes", "narrow")), ("ICD10:IV",)),
    Term("ICD10:E10.0", (label("Type 1 diabetes: With coma"),), ("ICD10:E10",)),
    Term("ICD10:IV", (label("Endocrine diseases"),)),
)
ITEMS = """<icd_10_v2019><item type="chapter"><name>I</name><description>Infections</description>
<item type="block"><name>A00-A09</name><description>Intestinal</description></item></item></icd_10_v2019>"""
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
<http://example.org/t> a skos:ConceptScheme ; owl:versionInfo "20260101-0" ; skos:prefLabel "Table"@en .
<http://example.org/t/A> a skos:Concept ; skos:prefLabel "Ženské"@cs, "Female"@en ; skos:altLabel "F"@en .
<http://example.org/t/B> a skos:Concept ; skos:prefLabel "Old"@en ; skos:broader <http://example.org/t/A> ;
  owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> <http://example.org/t/A> .
"""
RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
 xmlns:at="http://publications.europa.eu/ontology/authority/"><skos:Concept rdf:about="http://example.org/t/A"
 at:deprecated="true"><skos:prefLabel xml:lang="cs">Soubor</skos:prefLabel></skos:Concept></rdf:RDF>"""
OWL = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:owl="http://www.w3.org/2002/07/owl#"
 xmlns:oio="http://www.geneontology.org/formats/oboInOwl#" xmlns:obo="http://purl.obolibrary.org/obo/">
<owl:Ontology rdf:about="http://example.org/ex"><owl:versionInfo>1.4.2</owl:versionInfo>
 <owl:imports rdf:resource="http://example.org/never-fetched.owl"/></owl:Ontology>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_1"><rdfs:label xml:lang="en">root</rdfs:label>
 <rdfs:label xml:lang="cs">kořen</rdfs:label></owl:Class>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_2"><rdfs:label>child</rdfs:label>
 <rdfs:subClassOf rdf:resource="http://purl.obolibrary.org/obo/EX_1"/>
 <oio:hasExactSynonym>kid</oio:hasExactSynonym><obo:IAO_0000115>A child.</obo:IAO_0000115>
 <oio:hasDbXref>SCT:1</oio:hasDbXref></owl:Class>
<owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_3"><owl:deprecated
 rdf:datatype="http://www.w3.org/2001/XMLSchema#boolean">true</owl:deprecated>
 <obo:IAO_0100001 rdf:resource="http://purl.obolibrary.org/obo/EX_2"/><oio:consider>EX:1</oio:consider></owl:Class>
</rdf:RDF>"""
OWL_TERMS = (
    Term("EX:1", (label("root"), label("kořen", "cs"))),
    Term("EX:2", (label("child"), Name("kid")), ("EX:1",), xrefs=("SCT:1",), definition="A child."),
    Term("EX:3", obsolete=True, replaced_by=("EX:2",), consider=("EX:1",)),
)
BABELON = """source_language\ttranslation_language\tsubject_id\tpredicate_id\tsource_value\
\ttranslation_value\ttranslation_status
en\tcs\tHP:1\trdfs:label\tSeizure\tZáchvat\tOFFICIAL
en\tcs\tHP:1\tIAO:0000115\tA seizure.\tJe to záchvat.\tOFFICIAL
en\tcs\tHP:2\trdfs:label\tOld name\tStarý název\tCANDIDATE
en\tcs\tHP:3\trdfs:label\tNothing\t\tNOT_TRANSLATED
"""
BABELON_TERMS = (
    Term("HP:1", (label("Záchvat", "cs", "OFFICIAL"),), definition="Je to záchvat."),
    Term("HP:2", (label("Starý název", "cs", "SOURCE_CHANGED"),)),
)
SYNONYMS = """subject_id\ttranslation_value\tcomment
ID\tAL oboInOwl:hasExactSynonym@cs\t
HP:1\tKřeče\tOFFICIAL
HP:1\tZáchvat\tCANDIDATE
"""
ATC = "ATC;NT;NAZEV;NAZEV_EN\nA;N;TRÁVICÍ TRAKT;ALIMENTARY TRACT\nA01AA;N;Kaz;Caries\nA01AA01;N;fluorid sodný;\n"
MKN = '''kod_tecka,nazev,platnost_do,kod_kapitola_rozsah,kod_kapitola_cislo,nazev_kapitola
E11,Diabetes mellitus 2. typu,,E00-E90,IV,Nemoci endokrinní
E11.9,bez komplikací,31.12.2199,E00-E90,IV,Nemoci endokrinní
E11.90,"bez komplikací, ""kompenzovaný""",31.12.2020,E00-E90,IV,Nemoci endokrinní
E12,příliš,málo
'''
MKN_TERMS = (
    Term("MKN10:E00-E90", (label("Nemoci endokrinní", "cs"),)),
    Term("MKN10:E11", (label("Diabetes mellitus 2. typu", "cs"),), ("MKN10:E00-E90",)),
    Term("MKN10:E11.9", (label("bez komplikací", "cs"),), ("MKN10:E11",)),
    Term("MKN10:E11.90", (label('bez komplikací, "kompenzovaný"', "cs"),), ("MKN10:E11.9",), obsolete=True),
)
CONCEPT = """concept_id\tconcept_name\tdomain_id\tvocabulary_id\tstandard_concept\tconcept_code\tinvalid_reason
1\tSeizure\tCondition\tSNOMED\tS\t91175000\t
2\tFit "old\tCondition\tSNOMED\t\t2\tU
"""
RELATIONSHIP = """concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason
2\t1\tConcept replaced by\t20020131\t20991231\t
1\t9\tIs a\t20020131\t20991231\t
1\t8\tIs a\t20020131\t20101231\tD
1\t7\tMaps to\t20020131\t20991231\t
"""
ANCESTOR = "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\n9\t1\t1\n8\t1\t2\n"
OMOP_SYNONYM = "concept_id\tconcept_synonym_name\tlanguage_concept_id\n1\tFit\t4180186\n"
HGNC = """hgnc_id\tsymbol\tname\tstatus\talias_symbol\tprev_symbol\tentrez_id
HGNC:1884\tCFTR\tCF conductance regulator\tApproved\t"MRP7|ABC35"\tCF\t1080
"""
NCIT = (
    "C100\t<http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C100>\tC1\tStage I|I\tFirst.\tStage 1\t\tFinding\n"
    "C101\t<http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl#C101>\t\tGone\t\t\tRetired_Concept\tFinding\nbad\n"
)
PLAIN = """code;label;parent;synonyms;scope;language;status;obsolete;replaced_by
a;Vše;;;;cs;;;
a;All;;everything | total;broad;en;;;
b;Část;a;;;cs;OFFICIAL;ne;
c;Dřív;;;;cs;;ano;b|a
;bez kódu;;;;cs;;;
d;špatně;;x;jaksi;cs;;;
"""
PLAIN_TERMS = (
    Term("OWN:a", (label("Vše", "cs"), label("All"), Name("everything", "broad"), Name("total", "broad"))),
    Term("OWN:b", (label("Část", "cs", "OFFICIAL"),), ("OWN:a",)),
    Term("OWN:c", (label("Dřív", "cs"),), obsolete=True, replaced_by=("OWN:b", "OWN:a")),
)
TABLE = Options(iris={"http://example.org/t/": "T"})
CASES = (
    Case("OBO", OBO, OBO_TERMS, version="ex/releases/2026-01-31", faults=(16, 17, 28)),
    Case("CELLxGENE", GUIDE, GUIDE_TERMS, "EX-ontology-v2026-01-31.json", version="2026-01-31"),
    Case("obographs", GRAPHS, GRAPHS_TERMS, version="http://example.org/ex/2026-02-01/ex.json"),
    Case("FHIR", CODE_SYSTEM, CODE_SYSTEM_TERMS, options=Options("G"), version="3.1"),
    Case("FHIR", VALUE_SET, [Term("S:111002", (label("Parathyroid structure"),))], options=Options("S")),
    Case(
        "FHIR", EXPANDED,
        [Term("LNC:718-8", (label("Hemoglobin"),)), Term("own:x", (label("X"),), obsolete=True)],
        options=Options(iris={"http://loinc.org": "LNC"}),
    ),
    Case("ClaML", CLAML, CLAML_TERMS, options=Options("ICD10"), version="2016"),
    Case(
        "ICD-10", ITEMS,
        [Term("I:I", (label("Infections"),)), Term("I:A00-A09", (label("Intestinal"),), ("I:I",))],
        options=Options("I"), version="2019",
    ),
    Case(
        "SKOS", TURTLE,
        [
            Term("T:A", (label("Ženské", "cs"), label("Female"), Name("F"))),
            Term("T:B", (label("Old"),), ("T:A",), obsolete=True, replaced_by=("T:A",)),
        ],
        options=TABLE, version="20260101-0",
    ),
    Case("SKOS", RDF_XML, [Term("T:A", (label("Soubor", "cs"),), obsolete=True)], options=TABLE),
    Case("OWL", OWL, OWL_TERMS, version="1.4.2", faults=(None,)),
    Case("babelon", BABELON, BABELON_TERMS, options=Options(known={"HP:1": "Seizure", "HP:2": "New name"})),
    Case(
        "ROBOT", SYNONYMS,
        [Term("HP:1", (Name("Křeče", "exact", "cs", "OFFICIAL"), Name("Záchvat", "exact", "cs", "CANDIDATE")))],
    ),
    Case(
        "ATC", ATC,
        [
            Term("ATC:A", (label("TRÁVICÍ TRAKT", "cs"), label("ALIMENTARY TRACT"))),
            Term("ATC:A01AA", (label("Kaz", "cs"), label("Caries")), ("ATC:A",)),
            Term("ATC:A01AA01", (label("fluorid sodný", "cs"),), ("ATC:A01AA",)),
        ],
        options=Options("ATC"),
    ),
    Case("MKN-10", MKN, MKN_TERMS, options=Options("MKN10"), faults=(5,)),
    Case(
        "ICD-O-3", "Kode\tLvl\tTitle\nC50\t3\tBREAST\nC50.1\t4\tCentral portion\n",
        [Term("T:C50", (label("BREAST"),)), Term("T:C50.1", (label("Central portion"),), ("T:C50",))],
        options=Options("T"),
    ),
    Case(
        "ICD-O-3", "ICDO3.2,Level,Term,Includes\n8000/3,Preferred,\"Neoplasm, malignant\",\n8000/3,Synonym,Cancer,\n",
        [Term("M:8000/3", (label("Neoplasm, malignant"), Name("Cancer")))], options=Options("M"),
    ),
    Case(
        "OMOP", CONCEPT,
        [
            Term("OMOP:1", (label("Seizure"),), xrefs=("SNOMED:91175000",)),
            Term("OMOP:2", (label('Fit "old'),), obsolete=True, xrefs=("SNOMED:2",)),
        ],
        options=Options("OMOP"),
    ),
    Case(
        "OMOP", RELATIONSHIP, [Term("OMOP:1", parents=("OMOP:9",)), Term("OMOP:2", replaced_by=("OMOP:1",))],
        options=Options("OMOP"),
    ),
    Case("OMOP", ANCESTOR, [Term("OMOP:1", parents=("OMOP:9",))], options=Options("OMOP")),
    Case("OMOP", OMOP_SYNONYM, [Term("OMOP:1", (Name("Fit"),))], options=Options("OMOP")),
    Case(
        "HGNC", HGNC,
        [
            Term(
                "HGNC:1884",
                (label("CFTR"), Name("CF conductance regulator"), Name("MRP7"), Name("ABC35"), Name("CF", "related")),
                xrefs=("NCBIGene:1080",),
            )
        ],
    ),
    Case(
        "LOINC",
        'LOINC_NUM,LONG_COMMON_NAME,SHORTNAME,STATUS\n7-8,"Hgb, in Blood",Hgb Bld,ACTIVE\n1-1,Old,,DEPRECATED\n',
        [
            Term("LOINC:7-8", (label("Hgb, in Blood"), Name("Hgb Bld"))),
            Term("LOINC:1-1", (label("Old"),), obsolete=True),
        ],
        options=Options("LOINC"),
    ),
    Case("LOINC", "LOINC,MAP_TO,COMMENT\n1-1,7-8,\n", [Term("L:1-1", replaced_by=("L:7-8",))], options=Options("L")),
    Case(
        "NCI", NCIT,
        [
            Term("N:C100", (label("Stage 1"), Name("Stage I"), Name("I")), ("N:C1",), definition="First."),
            Term("N:C101", (label("Gone"),), obsolete=True),
        ],
        options=Options("N"), faults=(3,),
    ),
    Case("plain", PLAIN, PLAIN_TERMS, options=Options("OWN"), faults=(6, 7)),
    Case(
        "plain", "id,shorthand,label,description\nDUO:4,NRES,no restriction,Use is free.\n",
        [Term("DUO:4", (label("no restriction"), Name("NRES")), definition="Use is free.")],
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[f"{place}-{case.form}" for place, case in enumerate(CASES)])
def test_a_file_becomes_these_terms(case: Case) -> None:
    form = recognised(given(case.name, case.text))
    assert form is not None and form.name.startswith(case.form)
    content = read(case.name, case.text, case.options)
    assert sorted(content.terms, key=lambda term: term.curie) == sorted(
        case.terms, key=lambda term: term.curie
    )
    assert content.version == case.version
    assert [problem.place.line for problem in content.problems] == list(case.faults)


def test_every_format_has_a_case() -> None:
    assert {form.name for form in FORMATS} == {
        next(form.name for form in FORMATS if form.name.startswith(case.form)) for case in CASES
    }


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.obo", "format-version: 1.2\nno colon here\n\n[Term]\nid: EX:1\n", "line 2"),
        ("b.obo", "[Term]\nid: EX:1\n", "header"),
        ("c.xml", "<ClaML><Class>", "well-formed"),
        ("d.json", '{"resourceType": "CodeSystem", "content": "not-present"}', "only describes"),
        ("e.json", '{"resourceType": "ValueSet", "compose": {"include": [{"system": "x"}]}}', "does not list"),
        ("f.ttl", TURTLE + "<broken", "cannot be read as turtle"),
        ("g.owl", OWL.replace("</owl:Class>", ""), "not well-formed XML"),
        ("h.xml", '<!DOCTYPE ClaML [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><ClaML>&c;</ClaML>', "well-formed"),
    ],
)  # fmt: skip
def test_what_no_reader_can_make_sense_of(name: str, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as fault:
        read(name, text)
    assert name in str(fault.value)


NOTHING = ("", "\n", "just words\n", "{}", "[1, 2]", '{"a": 1}', "<html></html>", "a,b\n1,2\n", "\0\1")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_vocabulary(text: str) -> None:
    assert recognised(given("x", text)) is None


FORMS_OF_OWL = (
    OWL,
    OWL.replace("<rdf:RDF ", '<rdf:RDF xml:base="http://purl.obolibrary.org/obo/" ').replace(
        'about="http://purl.obolibrary.org/obo/EX', 'about="EX'
    ),
    OWL.replace("<owl:Class rdf:about", "<rdf:Description rdf:about")
    .replace("</owl:Class>", f'<rdf:type rdf:resource="{owl.OWL}Class"/></rdf:Description>'),
    OWL.replace(
        "<oio:hasDbXref>",
        "<rdfs:subClassOf><owl:Restriction><owl:onProperty rdf:resource='http://example.org/p'/>"
        "<owl:someValuesFrom rdf:resource='http://example.org/c'/></owl:Restriction></rdfs:subClassOf><oio:hasDbXref>",
    ),
)  # fmt: skip


@pytest.mark.parametrize("text", FORMS_OF_OWL)
def test_both_readers_of_owl_find_the_same_terms(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("owlready2")
    own = read("a.owl", text)
    monkeypatch.setattr(owl, "statements", lambda _: None)
    theirs = read("a.owl", text)
    assert sorted(own.terms, key=str) == sorted(theirs.terms, key=str) == sorted(OWL_TERMS, key=str)
    assert (own.version, own.problems) == (theirs.version, theirs.problems)


UNUSUAL = (
    OWL.replace('rdf:about="http://purl.obolibrary.org/obo/EX_1"', 'rdf:ID="EX_1"'),
    OWL.replace(
        '<rdfs:subClassOf rdf:resource="http://purl.obolibrary.org/obo/EX_1"/>',
        '<rdfs:subClassOf><owl:Class rdf:about="http://purl.obolibrary.org/obo/EX_1"/></rdfs:subClassOf>',
    ),
    OWL.replace("<rdfs:label>child</rdfs:label>", "").replace('EX_2">', 'EX_2" rdfs:label="child">', 1),
    OWL.replace("<rdf:RDF ", '<rdf:RDF xml:lang="cs" '),
)


@pytest.mark.parametrize("text", UNUSUAL)
def test_forms_that_are_left_to_owlready(text: str) -> None:
    pytest.importorskip("owlready2")
    assert statements(text.encode()) is None
    named = [term.curie for term in read("a.owl", text).terms]
    assert "EX:2" in named


def test_text_that_is_not_utf_8_is_windows_1250() -> None:
    terms = read("x.csv", "code;label\na;Žlutý kůň\n".encode("cp1250"), Options("X", language="cs")).terms
    assert terms == (Term("X:a", (label("Žlutý kůň", "cs"),)),)


def test_a_stray_quotation_mark_costs_one_row() -> None:
    text = 'code,label\na,"one\ntwo"\nb,"open\n' + "".join(f"c{n},fine\n" for n in range(60))
    content = read("x.csv", text, Options("X"))
    assert [problem.place.line for problem in content.problems] == [4]
    assert content.terms[0].label() == "one\ntwo" and len(content.terms) == 61
