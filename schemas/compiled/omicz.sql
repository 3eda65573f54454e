-- Tables of omicz 1.0.0 for duckdb; made by: omicz-meta schema build

CREATE TYPE "lang_string" AS STRUCT("lang" VARCHAR, "value" VARCHAR);
CREATE TYPE "identifier" AS STRUCT("notation" VARCHAR, "schema_agency" VARCHAR, "resource_name" VARCHAR);
CREATE TYPE "contact_point" AS STRUCT("full_name" VARCHAR, "email" VARCHAR, "contact_page" VARCHAR, "telephone" VARCHAR, "organisation" VARCHAR, "is_main" BOOLEAN);
CREATE TYPE "agent" AS STRUCT("agent_name" "lang_string"[], "identifiers" VARCHAR[], "publisher_type" VARCHAR, "homepage" VARCHAR, "email" VARCHAR, "description" "lang_string"[], "contact_point" "contact_point");
CREATE TYPE "attribution" AS STRUCT("agent" "agent", "agent_role" VARCHAR);
CREATE TYPE "period_of_time" AS STRUCT("start_date" VARCHAR, "end_date" VARCHAR);
CREATE TYPE "activity" AS STRUCT("label" "lang_string"[], "activity_type" VARCHAR, "period" "period_of_time");
CREATE TYPE "variable" AS STRUCT("table_name" VARCHAR, "variable_name" VARCHAR, "title" "lang_string"[], "description" "lang_string"[], "datatype" VARCHAR, "property_url" VARCHAR, "code_system" VARCHAR, "completeness" DECIMAL(38,12));
CREATE TYPE "quality_result" AS STRUCT("dimension" VARCHAR, "score" DECIMAL(38,12), "note" VARCHAR);
CREATE TYPE "quality_label" AS STRUCT("computed_at" TIMESTAMP, "method_version" VARCHAR, "results" "quality_result"[], "certificate" VARCHAR);
CREATE TYPE "checksum" AS STRUCT("algorithm" VARCHAR, "digest" VARCHAR);
CREATE TYPE "funding" AS STRUCT("funder" "agent", "grant_number" VARCHAR, "programme" VARCHAR);
CREATE TYPE "data_use_modifier" AS STRUCT("modifier" VARCHAR, "countries" VARCHAR[], "valid_until" DATE, "parameter_text" VARCHAR);
CREATE TYPE "cohort_criteria" AS STRUCT("min_age" VARCHAR, "max_age" VARCHAR, "genders" VARCHAR[], "countries" VARCHAR[], "regions" VARCHAR[], "diseases" VARCHAR[], "phenotypic_features" VARCHAR[], "criteria_text" "lang_string"[]);
CREATE TYPE "absent_value" AS STRUCT("slot" VARCHAR, "reason" VARCHAR);
CREATE TYPE "age" AS STRUCT("duration" VARCHAR, "duration_max" VARCHAR, "stage" VARCHAR);
CREATE TYPE "quantity" AS STRUCT("value" DECIMAL(38,12), "unit" VARCHAR, "comparator" VARCHAR, "text" VARCHAR);
CREATE TYPE "range" AS STRUCT("low" DECIMAL(38,12), "high" DECIMAL(38,12), "unit" VARCHAR);
CREATE TYPE "evidence" AS STRUCT("evidence_code" VARCHAR, "reference" VARCHAR);
CREATE TYPE "travel_period" AS STRUCT("country" VARCHAR, "start_date" VARCHAR, "end_date" VARCHAR, "note" VARCHAR);
CREATE TYPE "adverse_event" AS STRUCT("event_code" VARCHAR, "ctcae_grade" BIGINT, "event_date" VARCHAR);
CREATE TYPE "qc_metric" AS STRUCT("metric" VARCHAR, "value" DECIMAL(38,12), "unit" VARCHAR);
CREATE TYPE "digital_resource" AS STRUCT("resource_name" VARCHAR, "version" VARCHAR, "used_date" VARCHAR, "resource_role" VARCHAR, "biotools_id" VARCHAR, "websites" VARCHAR[], "settings" VARCHAR[], "parameters" VARCHAR[]);
CREATE TYPE "prediction" AS STRUCT("tool" "digital_resource", "verdict" VARCHAR, "score" DECIMAL(38,12));

CREATE TABLE "dataset" (
  "id" VARCHAR PRIMARY KEY,
  "identifier" VARCHAR NOT NULL,
  "other_identifiers" "identifier"[],
  "title" "lang_string"[] NOT NULL,
  "alternative_title" "lang_string"[],
  "description" "lang_string"[] NOT NULL,
  "version" VARCHAR,
  "dataset_status" VARCHAR,
  "issue_date" DATE,
  "modification_date" DATE,
  "review_date" DATE,
  "update_frequency" VARCHAR,
  "languages" VARCHAR[],
  "publisher" "agent" NOT NULL,
  "creators" "agent"[] NOT NULL,
  "contact_points" "contact_point"[] NOT NULL,
  "attributions" "attribution"[],
  "custodian" "agent",
  "hdab" "agent",
  "hdab_coordinator" "agent",
  "access_rights" VARCHAR NOT NULL,
  "applicable_legislation" VARCHAR[] NOT NULL,
  "health_categories" VARCHAR[] NOT NULL,
  "health_themes" VARCHAR[],
  "themes" VARCHAR[] NOT NULL,
  "keywords" "lang_string"[],
  "dataset_types" VARCHAR[],
  "eu_dataset_types" VARCHAR[],
  "conforms_to" VARCHAR[],
  "governance_level" VARCHAR,
  "use_cases" VARCHAR[] NOT NULL,
  "is_structured" BOOLEAN NOT NULL,
  "number_of_records" BIGINT,
  "number_of_unique_individuals" BIGINT,
  "min_typical_age" BIGINT,
  "max_typical_age" BIGINT,
  "population_coverage" "lang_string"[],
  "spatial_coverage" VARCHAR[],
  "temporal_coverage" "period_of_time",
  "temporal_resolution" VARCHAR,
  "coding_systems" VARCHAR[],
  "code_values" VARCHAR[],
  "variables" "variable"[],
  "provenance" "lang_string"[],
  "generated_by" "activity"[],
  "source_datasets" VARCHAR[],
  "related_resources" VARCHAR[],
  "landing_page" VARCHAR,
  "documentation" VARCHAR[],
  "publications" VARCHAR[],
  "purposes" VARCHAR[],
  "legal_bases" VARCHAR[],
  "personal_data_categories" VARCHAR[],
  "retention_period" "period_of_time",
  "quality_label" "quality_label",
  "distributions" VARCHAR[] NOT NULL,
  "sample_distributions" VARCHAR[],
  "analytics_distributions" VARCHAR[],
  "policy" VARCHAR NOT NULL,
  "studies" VARCHAR[] NOT NULL,
  "cohorts" VARCHAR[],
  "runs" VARCHAR[],
  "analyses" VARCHAR[]
);
COMMENT ON TABLE "dataset" IS 'Dataset | Datová sada';
COMMENT ON COLUMN "dataset"."id" IS 'Dataset key | Klíč datové sady';
COMMENT ON COLUMN "dataset"."identifier" IS 'Identifier | Identifikátor';
COMMENT ON COLUMN "dataset"."other_identifiers" IS 'Other identifiers | Další identifikátory';
COMMENT ON COLUMN "dataset"."title" IS 'Title | Název';
COMMENT ON COLUMN "dataset"."alternative_title" IS 'Alternative title | Alternativní název';
COMMENT ON COLUMN "dataset"."description" IS 'Description | Popis';
COMMENT ON COLUMN "dataset"."version" IS 'Version | Verze';
COMMENT ON COLUMN "dataset"."dataset_status" IS 'Status | Stav';
COMMENT ON COLUMN "dataset"."issue_date" IS 'Date of issue | Datum vydání';
COMMENT ON COLUMN "dataset"."modification_date" IS 'Date of last change | Datum poslední změny';
COMMENT ON COLUMN "dataset"."review_date" IS 'Date of last review | Datum posledního ověření';
COMMENT ON COLUMN "dataset"."update_frequency" IS 'Update frequency | Periodicita aktualizace';
COMMENT ON COLUMN "dataset"."languages" IS 'Languages | Jazyky';
COMMENT ON COLUMN "dataset"."publisher" IS 'Publisher | Poskytovatel';
COMMENT ON COLUMN "dataset"."creators" IS 'Creators | Tvůrci';
COMMENT ON COLUMN "dataset"."contact_points" IS 'Contact points | Kontaktní místa';
COMMENT ON COLUMN "dataset"."attributions" IS 'Attributions | Další odpovědné osoby';
COMMENT ON COLUMN "dataset"."custodian" IS 'Health data holder | Držitel zdravotních údajů';
COMMENT ON COLUMN "dataset"."hdab" IS 'Health data access body | Subjekt pro přístup ke zdravotním údajům';
COMMENT ON COLUMN "dataset"."hdab_coordinator" IS 'Coordinating access body | Koordinující subjekt pro přístup';
COMMENT ON COLUMN "dataset"."access_rights" IS 'Access rights | Přístupová práva';
COMMENT ON COLUMN "dataset"."applicable_legislation" IS 'Applicable legislation | Použitelné právní předpisy';
COMMENT ON COLUMN "dataset"."health_categories" IS 'EHDS data categories | Kategorie údajů podle EHDS';
COMMENT ON COLUMN "dataset"."health_themes" IS 'Health themes | Zdravotní témata';
COMMENT ON COLUMN "dataset"."themes" IS 'Themes | Témata';
COMMENT ON COLUMN "dataset"."keywords" IS 'Keywords | Klíčová slova';
COMMENT ON COLUMN "dataset"."dataset_types" IS 'Kinds of data (EGA) | Druhy dat (EGA)';
COMMENT ON COLUMN "dataset"."eu_dataset_types" IS 'Dataset types (EU) | Typy datové sady (EU)';
COMMENT ON COLUMN "dataset"."conforms_to" IS 'Conforms to | Je v souladu s';
COMMENT ON COLUMN "dataset"."governance_level" IS '1+MG governance | Úroveň správy 1+MG';
COMMENT ON COLUMN "dataset"."use_cases" IS 'Use cases | Případy užití';
COMMENT ON COLUMN "dataset"."is_structured" IS 'Structured data | Strukturovaná data';
COMMENT ON COLUMN "dataset"."number_of_records" IS 'Number of records | Počet záznamů';
COMMENT ON COLUMN "dataset"."number_of_unique_individuals" IS 'Number of individuals | Počet osob';
COMMENT ON COLUMN "dataset"."min_typical_age" IS 'Minimum typical age | Minimální typický věk';
COMMENT ON COLUMN "dataset"."max_typical_age" IS 'Maximum typical age | Maximální typický věk';
COMMENT ON COLUMN "dataset"."population_coverage" IS 'Population coverage | Pokrytí populace';
COMMENT ON COLUMN "dataset"."spatial_coverage" IS 'Spatial coverage | Prostorové pokrytí';
COMMENT ON COLUMN "dataset"."temporal_coverage" IS 'Temporal coverage | Časové pokrytí';
COMMENT ON COLUMN "dataset"."temporal_resolution" IS 'Temporal resolution | Časové rozlišení';
COMMENT ON COLUMN "dataset"."coding_systems" IS 'Coding systems | Kódovací systémy';
COMMENT ON COLUMN "dataset"."code_values" IS 'Code values | Hodnoty kódů';
COMMENT ON COLUMN "dataset"."variables" IS 'Variables | Proměnné';
COMMENT ON COLUMN "dataset"."provenance" IS 'Provenance | Původ dat';
COMMENT ON COLUMN "dataset"."generated_by" IS 'Generating activities | Činnosti, z nichž data vznikla';
COMMENT ON COLUMN "dataset"."source_datasets" IS 'Source datasets | Zdrojové datové sady';
COMMENT ON COLUMN "dataset"."related_resources" IS 'Related resources | Související zdroje';
COMMENT ON COLUMN "dataset"."landing_page" IS 'Landing page | Vstupní stránka';
COMMENT ON COLUMN "dataset"."documentation" IS 'Documentation | Dokumentace';
COMMENT ON COLUMN "dataset"."publications" IS 'Publications | Publikace';
COMMENT ON COLUMN "dataset"."purposes" IS 'Purposes | Účely zpracování';
COMMENT ON COLUMN "dataset"."legal_bases" IS 'Legal bases | Právní základy';
COMMENT ON COLUMN "dataset"."personal_data_categories" IS 'Personal data categories | Kategorie osobních údajů';
COMMENT ON COLUMN "dataset"."retention_period" IS 'Retention period | Doba uchování';
COMMENT ON COLUMN "dataset"."quality_label" IS 'Quality and utility label | Štítek kvality a užitečnosti';
COMMENT ON COLUMN "dataset"."distributions" IS 'Distributions | Distribuce';
COMMENT ON COLUMN "dataset"."sample_distributions" IS 'Sample distributions | Ukázkové distribuce';
COMMENT ON COLUMN "dataset"."analytics_distributions" IS 'Analytics distributions | Analytické distribuce';
COMMENT ON COLUMN "dataset"."policy" IS 'Access policy | Zásady přístupu';
COMMENT ON COLUMN "dataset"."studies" IS 'Studies | Studie';
COMMENT ON COLUMN "dataset"."cohorts" IS 'Cohorts | Kohorty';
COMMENT ON COLUMN "dataset"."runs" IS 'Runs | Sekvenační běhy';
COMMENT ON COLUMN "dataset"."analyses" IS 'Analyses | Analýzy';

CREATE TABLE "distribution" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[],
  "description" "lang_string"[],
  "access_urls" VARCHAR[] NOT NULL,
  "download_urls" VARCHAR[],
  "file_type" VARCHAR,
  "media_type" VARCHAR,
  "licence" VARCHAR,
  "rights" "lang_string"[],
  "byte_size" BIGINT,
  "checksum" "checksum",
  "distribution_status" VARCHAR,
  "availability" VARCHAR,
  "languages" VARCHAR[],
  "applicable_legislation" VARCHAR[] NOT NULL
);
COMMENT ON TABLE "distribution" IS 'Distribution | Distribuce';
COMMENT ON COLUMN "distribution"."id" IS 'Distribution key | Klíč distribuce';
COMMENT ON COLUMN "distribution"."title" IS 'Title | Název';
COMMENT ON COLUMN "distribution"."description" IS 'Description | Popis';
COMMENT ON COLUMN "distribution"."access_urls" IS 'Access addresses | Adresy pro přístup';
COMMENT ON COLUMN "distribution"."download_urls" IS 'Download addresses | Adresy ke stažení';
COMMENT ON COLUMN "distribution"."file_type" IS 'File type | Typ souboru';
COMMENT ON COLUMN "distribution"."media_type" IS 'Media type | Typ média';
COMMENT ON COLUMN "distribution"."licence" IS 'Licence | Licence';
COMMENT ON COLUMN "distribution"."rights" IS 'Rights statement | Prohlášení o právech';
COMMENT ON COLUMN "distribution"."byte_size" IS 'Size in bytes | Velikost v bajtech';
COMMENT ON COLUMN "distribution"."checksum" IS 'Checksum | Kontrolní součet';
COMMENT ON COLUMN "distribution"."distribution_status" IS 'Status | Stav';
COMMENT ON COLUMN "distribution"."availability" IS 'Planned availability | Plánovaná dostupnost';
COMMENT ON COLUMN "distribution"."languages" IS 'Languages | Jazyky';
COMMENT ON COLUMN "distribution"."applicable_legislation" IS 'Applicable legislation | Použitelné právní předpisy';

CREATE TABLE "data_service" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "description" "lang_string"[],
  "service_type" VARCHAR,
  "endpoint_urls" VARCHAR[] NOT NULL,
  "endpoint_description" VARCHAR,
  "access_rights" VARCHAR,
  "contact_points" "contact_point"[],
  "applicable_legislation" VARCHAR[],
  "served_datasets" VARCHAR[]
);
COMMENT ON TABLE "data_service" IS 'Data service | Datová služba';
COMMENT ON COLUMN "data_service"."id" IS 'Service key | Klíč služby';
COMMENT ON COLUMN "data_service"."title" IS 'Title | Název';
COMMENT ON COLUMN "data_service"."description" IS 'Description | Popis';
COMMENT ON COLUMN "data_service"."service_type" IS 'Service type | Typ služby';
COMMENT ON COLUMN "data_service"."endpoint_urls" IS 'Endpoint addresses | Adresy koncového bodu';
COMMENT ON COLUMN "data_service"."endpoint_description" IS 'Endpoint description | Popis koncového bodu';
COMMENT ON COLUMN "data_service"."access_rights" IS 'Access rights | Přístupová práva';
COMMENT ON COLUMN "data_service"."contact_points" IS 'Contact points | Kontaktní místa';
COMMENT ON COLUMN "data_service"."applicable_legislation" IS 'Applicable legislation | Použitelné právní předpisy';
COMMENT ON COLUMN "data_service"."served_datasets" IS 'Served datasets | Obsluhované datové sady';

CREATE TABLE "study" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "description" "lang_string"[] NOT NULL,
  "study_type" VARCHAR NOT NULL,
  "study_designs" VARCHAR[],
  "principal_investigators" "agent"[],
  "ethics_approvals" VARCHAR[] NOT NULL,
  "funding_sources" "funding"[],
  "publications" VARCHAR[]
);
COMMENT ON TABLE "study" IS 'Study | Studie';
COMMENT ON COLUMN "study"."id" IS 'Study key | Klíč studie';
COMMENT ON COLUMN "study"."title" IS 'Title | Název';
COMMENT ON COLUMN "study"."description" IS 'Description | Popis';
COMMENT ON COLUMN "study"."study_type" IS 'Study type | Typ studie';
COMMENT ON COLUMN "study"."study_designs" IS 'Study designs | Uspořádání studie';
COMMENT ON COLUMN "study"."principal_investigators" IS 'Principal investigators | Hlavní řešitelé';
COMMENT ON COLUMN "study"."ethics_approvals" IS 'Ethics approvals | Schválení etickou komisí';
COMMENT ON COLUMN "study"."funding_sources" IS 'Funding | Financování';
COMMENT ON COLUMN "study"."publications" IS 'Publications | Publikace';

CREATE TABLE "cohort" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "description" "lang_string"[],
  "cohort_type" VARCHAR NOT NULL,
  "cohort_size" BIGINT,
  "inclusion_criteria" "cohort_criteria",
  "exclusion_criteria" "cohort_criteria",
  "data_types" VARCHAR[],
  "study" VARCHAR
);
COMMENT ON TABLE "cohort" IS 'Cohort | Kohorta';
COMMENT ON COLUMN "cohort"."id" IS 'Cohort key | Klíč kohorty';
COMMENT ON COLUMN "cohort"."title" IS 'Title | Název';
COMMENT ON COLUMN "cohort"."description" IS 'Description | Popis';
COMMENT ON COLUMN "cohort"."cohort_type" IS 'Cohort type | Typ kohorty';
COMMENT ON COLUMN "cohort"."cohort_size" IS 'Cohort size | Velikost kohorty';
COMMENT ON COLUMN "cohort"."inclusion_criteria" IS 'Inclusion criteria | Vstupní kritéria';
COMMENT ON COLUMN "cohort"."exclusion_criteria" IS 'Exclusion criteria | Vylučovací kritéria';
COMMENT ON COLUMN "cohort"."data_types" IS 'Data types | Druhy dat';
COMMENT ON COLUMN "cohort"."study" IS 'Study | Studie';

CREATE TABLE "data_access_policy" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "policy_text" "lang_string"[] NOT NULL,
  "data_use_permission" VARCHAR NOT NULL,
  "disease_restrictions" VARCHAR[],
  "data_use_modifiers" "data_use_modifier"[],
  "committee" VARCHAR NOT NULL,
  "visa_value" VARCHAR
);
COMMENT ON TABLE "data_access_policy" IS 'Data access policy | Zásady přístupu k datům';
COMMENT ON COLUMN "data_access_policy"."id" IS 'Policy key | Klíč zásad';
COMMENT ON COLUMN "data_access_policy"."title" IS 'Title | Název';
COMMENT ON COLUMN "data_access_policy"."policy_text" IS 'Policy text | Znění zásad';
COMMENT ON COLUMN "data_access_policy"."data_use_permission" IS 'Data use permission | Oprávnění k využití dat';
COMMENT ON COLUMN "data_access_policy"."disease_restrictions" IS 'Disease restrictions | Omezení na onemocnění';
COMMENT ON COLUMN "data_access_policy"."data_use_modifiers" IS 'Data use modifiers | Doplňující podmínky využití';
COMMENT ON COLUMN "data_access_policy"."committee" IS 'Data access committee | Komise pro přístup k datům';
COMMENT ON COLUMN "data_access_policy"."visa_value" IS 'Visa value | Hodnota víza';

CREATE TABLE "data_access_committee" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "contact_points" "contact_point"[] NOT NULL
);
COMMENT ON TABLE "data_access_committee" IS 'Data access committee | Komise pro přístup k datům';
COMMENT ON COLUMN "data_access_committee"."id" IS 'Committee key | Klíč komise';
COMMENT ON COLUMN "data_access_committee"."title" IS 'Title | Název';
COMMENT ON COLUMN "data_access_committee"."contact_points" IS 'Contact points | Kontaktní místa';

CREATE TABLE "individual" (
  "subject_id" VARCHAR PRIMARY KEY,
  "birth_date" VARCHAR,
  "administrative_gender" VARCHAR,
  "sex_at_birth" VARCHAR,
  "karyotypic_sex" VARCHAR,
  "country_of_origin" VARCHAR,
  "country_of_birth" VARCHAR,
  "country_of_residence" VARCHAR,
  "region_of_residence" VARCHAR,
  "ancestries" VARCHAR[],
  "vital_status" VARCHAR,
  "death_date" VARCHAR,
  "cause_of_death" VARCHAR,
  "last_follow_up_date" VARCHAR,
  "first_specialised_contact_date" VARCHAR,
  "affected_status" VARCHAR,
  "case_control_status" VARCHAR,
  "disability_codes" VARCHAR[],
  "parental_consanguinity" VARCHAR,
  "family_id" VARCHAR,
  "research_participation" VARCHAR,
  "biosample_available" VARCHAR,
  "cohorts" VARCHAR[],
  "data_source" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "individual"."subject_id" IS 'Subject identifier | Identifikátor osoby';
COMMENT ON COLUMN "individual"."birth_date" IS 'Date of birth | Datum narození';
COMMENT ON COLUMN "individual"."administrative_gender" IS 'Administrative gender | Administrativní pohlaví';
COMMENT ON COLUMN "individual"."sex_at_birth" IS 'Sex at birth | Pohlaví při narození';
COMMENT ON COLUMN "individual"."karyotypic_sex" IS 'Karyotypic sex | Chromozomální pohlaví';
COMMENT ON COLUMN "individual"."country_of_origin" IS 'Country of origin | Země původu';
COMMENT ON COLUMN "individual"."country_of_birth" IS 'Country of birth | Země narození';
COMMENT ON COLUMN "individual"."country_of_residence" IS 'Country of residence | Země trvalého pobytu';
COMMENT ON COLUMN "individual"."region_of_residence" IS 'Region of residence | Kraj trvalého pobytu';
COMMENT ON COLUMN "individual"."ancestries" IS 'Ancestries | Populační původ';
COMMENT ON COLUMN "individual"."vital_status" IS 'Vital status | Životní stav';
COMMENT ON COLUMN "individual"."death_date" IS 'Date of death | Datum úmrtí';
COMMENT ON COLUMN "individual"."cause_of_death" IS 'Cause of death | Příčina úmrtí';
COMMENT ON COLUMN "individual"."last_follow_up_date" IS 'Date of last follow-up | Datum poslední kontroly';
COMMENT ON COLUMN "individual"."first_specialised_contact_date" IS 'First contact with specialised centre | První kontakt se specializovaným centrem';
COMMENT ON COLUMN "individual"."affected_status" IS 'Affected status | Stav postižení';
COMMENT ON COLUMN "individual"."case_control_status" IS 'Case or control | Případ nebo kontrola';
COMMENT ON COLUMN "individual"."disability_codes" IS 'Disability | Postižení';
COMMENT ON COLUMN "individual"."parental_consanguinity" IS 'Parental consanguinity | Pokrevní příbuzenství rodičů';
COMMENT ON COLUMN "individual"."family_id" IS 'Family identifier | Identifikátor rodiny';
COMMENT ON COLUMN "individual"."research_participation" IS 'Research participation | Účast ve výzkumu';
COMMENT ON COLUMN "individual"."biosample_available" IS 'Biological sample available | Dostupnost biologického vzorku';
COMMENT ON COLUMN "individual"."cohorts" IS 'Cohorts | Kohorty';
COMMENT ON COLUMN "individual"."data_source" IS 'Data source | Zdroj dat';
COMMENT ON COLUMN "individual"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "consent" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "consent_status" VARCHAR,
  "consent_date" VARCHAR,
  "withdrawal_date" VARCHAR,
  "form_version" VARCHAR,
  "policy" VARCHAR,
  "data_use_permission" VARCHAR,
  "data_use_modifiers" "data_use_modifier"[],
  "disease_restrictions" VARCHAR[],
  "recontact" VARCHAR,
  "data_reuse" VARCHAR,
  "incidental_findings" VARCHAR,
  "sharing_scope" VARCHAR,
  "secondary_use_opt_out" BOOLEAN,
  "given_by" VARCHAR,
  "legal_basis" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "consent" IS 'Consent | Souhlas';
COMMENT ON COLUMN "consent"."id" IS 'Consent key | Klíč souhlasu';
COMMENT ON COLUMN "consent"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "consent"."consent_status" IS 'Consent status | Stav souhlasu';
COMMENT ON COLUMN "consent"."consent_date" IS 'Date of consent | Datum souhlasu';
COMMENT ON COLUMN "consent"."withdrawal_date" IS 'Date of withdrawal | Datum odvolání';
COMMENT ON COLUMN "consent"."form_version" IS 'Form version | Verze formuláře';
COMMENT ON COLUMN "consent"."policy" IS 'Access policy | Zásady přístupu';
COMMENT ON COLUMN "consent"."data_use_permission" IS 'Data use permission | Oprávnění k využití dat';
COMMENT ON COLUMN "consent"."data_use_modifiers" IS 'Data use modifiers | Doplňující podmínky využití';
COMMENT ON COLUMN "consent"."disease_restrictions" IS 'Disease restrictions | Omezení na onemocnění';
COMMENT ON COLUMN "consent"."recontact" IS 'Agreement to be contacted | Souhlas s opětovným kontaktováním';
COMMENT ON COLUMN "consent"."data_reuse" IS 'Consent to reuse of data | Souhlas s opakovaným použitím dat';
COMMENT ON COLUMN "consent"."incidental_findings" IS 'Return of incidental findings | Sdělení náhodných nálezů';
COMMENT ON COLUMN "consent"."sharing_scope" IS 'Sharing scope | Rozsah sdílení';
COMMENT ON COLUMN "consent"."secondary_use_opt_out" IS 'Opt-out from secondary use | Námitka proti sekundárnímu využití';
COMMENT ON COLUMN "consent"."given_by" IS 'Given by | Souhlas udělil';
COMMENT ON COLUMN "consent"."legal_basis" IS 'Legal basis | Právní základ';
COMMENT ON COLUMN "consent"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "diagnosis" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "disease" VARCHAR,
  "provisional_disease" VARCHAR,
  "additional_codings" VARCHAR[],
  "source_code" VARCHAR,
  "source_text" VARCHAR,
  "excluded" BOOLEAN,
  "diagnosis_date" VARCHAR,
  "age_at_onset" "age",
  "age_at_diagnosis" "age",
  "diagnosis_status" VARCHAR,
  "confirmation_methods" VARCHAR[],
  "biological_methods" VARCHAR[],
  "familial_occurrence" VARCHAR,
  "hereditary" VARCHAR,
  "inheritance_mode" VARCHAR,
  "severity" VARCHAR,
  "primary_site" VARCHAR,
  "morphology" VARCHAR,
  "laterality" VARCHAR,
  "tumour_grade" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "diagnosis"."id" IS 'Diagnosis key | Klíč diagnózy';
COMMENT ON COLUMN "diagnosis"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "diagnosis"."disease" IS 'Disease | Onemocnění';
COMMENT ON COLUMN "diagnosis"."provisional_disease" IS 'Provisional diagnosis | Předběžná diagnóza';
COMMENT ON COLUMN "diagnosis"."additional_codings" IS 'Additional codings | Další kódy';
COMMENT ON COLUMN "diagnosis"."source_code" IS 'Source code | Zdrojový kód';
COMMENT ON COLUMN "diagnosis"."source_text" IS 'Source text | Zdrojový text';
COMMENT ON COLUMN "diagnosis"."excluded" IS 'Excluded | Vyloučeno';
COMMENT ON COLUMN "diagnosis"."diagnosis_date" IS 'Date of diagnosis | Datum diagnózy';
COMMENT ON COLUMN "diagnosis"."age_at_onset" IS 'Age at onset | Věk při začátku onemocnění';
COMMENT ON COLUMN "diagnosis"."age_at_diagnosis" IS 'Age at diagnosis | Věk při diagnóze';
COMMENT ON COLUMN "diagnosis"."diagnosis_status" IS 'Diagnosis status | Stav diagnózy';
COMMENT ON COLUMN "diagnosis"."confirmation_methods" IS 'Confirmation methods | Metody potvrzení';
COMMENT ON COLUMN "diagnosis"."biological_methods" IS 'Biological methods | Biologické metody';
COMMENT ON COLUMN "diagnosis"."familial_occurrence" IS 'Sporadic or familial | Sporadický nebo familiární výskyt';
COMMENT ON COLUMN "diagnosis"."hereditary" IS 'Hereditary | Dědičné';
COMMENT ON COLUMN "diagnosis"."inheritance_mode" IS 'Mode of inheritance | Způsob dědičnosti';
COMMENT ON COLUMN "diagnosis"."severity" IS 'Severity | Závažnost';
COMMENT ON COLUMN "diagnosis"."primary_site" IS 'Primary site | Primární lokalizace';
COMMENT ON COLUMN "diagnosis"."morphology" IS 'Morphology | Morfologie';
COMMENT ON COLUMN "diagnosis"."laterality" IS 'Laterality | Lateralita';
COMMENT ON COLUMN "diagnosis"."tumour_grade" IS 'Tumour grade | Stupeň diferenciace nádoru';
COMMENT ON COLUMN "diagnosis"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "phenotypic_feature" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "biosample" VARCHAR,
  "feature" VARCHAR,
  "excluded" BOOLEAN,
  "onset" "age",
  "resolution" "age",
  "severity" VARCHAR,
  "modifiers" VARCHAR[],
  "evidence" "evidence"[],
  "source_code" VARCHAR,
  "source_text" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "phenotypic_feature" IS 'Phenotypic feature | Fenotypový znak';
COMMENT ON COLUMN "phenotypic_feature"."id" IS 'Feature key | Klíč znaku';
COMMENT ON COLUMN "phenotypic_feature"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "phenotypic_feature"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "phenotypic_feature"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "phenotypic_feature"."feature" IS 'Feature | Znak';
COMMENT ON COLUMN "phenotypic_feature"."excluded" IS 'Excluded | Vyloučeno';
COMMENT ON COLUMN "phenotypic_feature"."onset" IS 'Onset | Nástup';
COMMENT ON COLUMN "phenotypic_feature"."resolution" IS 'Resolution | Odeznění';
COMMENT ON COLUMN "phenotypic_feature"."severity" IS 'Severity | Závažnost';
COMMENT ON COLUMN "phenotypic_feature"."modifiers" IS 'Modifiers | Upřesnění';
COMMENT ON COLUMN "phenotypic_feature"."evidence" IS 'Evidence | Doklady';
COMMENT ON COLUMN "phenotypic_feature"."source_code" IS 'Source code | Zdrojový kód';
COMMENT ON COLUMN "phenotypic_feature"."source_text" IS 'Source text | Zdrojový text';
COMMENT ON COLUMN "phenotypic_feature"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "measurement" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "biosample" VARCHAR,
  "diagnosis" VARCHAR,
  "assay" VARCHAR,
  "value_quantity" "quantity",
  "value_code" VARCHAR,
  "value_text" VARCHAR,
  "reference_range" "range",
  "measurement_date" VARCHAR,
  "age_at_measurement" "age",
  "source_code" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "measurement" IS 'Measurement | Měření';
COMMENT ON COLUMN "measurement"."id" IS 'Measurement key | Klíč měření';
COMMENT ON COLUMN "measurement"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "measurement"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "measurement"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "measurement"."assay" IS 'Assay | Vyšetření';
COMMENT ON COLUMN "measurement"."value_quantity" IS 'Numeric result | Číselný výsledek';
COMMENT ON COLUMN "measurement"."value_code" IS 'Coded result | Kódovaný výsledek';
COMMENT ON COLUMN "measurement"."value_text" IS 'Textual result | Textový výsledek';
COMMENT ON COLUMN "measurement"."reference_range" IS 'Reference range | Referenční meze';
COMMENT ON COLUMN "measurement"."measurement_date" IS 'Date of measurement | Datum měření';
COMMENT ON COLUMN "measurement"."age_at_measurement" IS 'Age at measurement | Věk při měření';
COMMENT ON COLUMN "measurement"."source_code" IS 'Source code | Zdrojový kód';
COMMENT ON COLUMN "measurement"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "treatment" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "treatment_type" VARCHAR,
  "treatment_subtype" VARCHAR,
  "agent_codes" VARCHAR[],
  "procedure_codes" VARCHAR[],
  "intent" VARCHAR,
  "setting" VARCHAR,
  "line_number" BIGINT,
  "pretreated" BOOLEAN,
  "start_date" VARCHAR,
  "end_date" VARCHAR,
  "intended_duration" VARCHAR,
  "cumulative_dose" "quantity",
  "dose_interval" VARCHAR,
  "dosage_text" VARCHAR,
  "routes" VARCHAR[],
  "treatment_status" VARCHAR,
  "termination_reason" VARCHAR,
  "toxicity_type" VARCHAR,
  "response" VARCHAR,
  "adverse_events" "adverse_event"[],
  "resection_quality" VARCHAR,
  "radiation_modalities" VARCHAR[],
  "radiation_fractions" BIGINT,
  "body_sites" VARCHAR[],
  "source_code" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "treatment" IS 'Treatment | Léčba';
COMMENT ON COLUMN "treatment"."id" IS 'Treatment key | Klíč léčby';
COMMENT ON COLUMN "treatment"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "treatment"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "treatment"."treatment_type" IS 'Treatment type | Typ léčby';
COMMENT ON COLUMN "treatment"."treatment_subtype" IS 'Treatment subtype | Podtyp léčby';
COMMENT ON COLUMN "treatment"."agent_codes" IS 'Agents | Léčivé látky';
COMMENT ON COLUMN "treatment"."procedure_codes" IS 'Procedures | Výkony';
COMMENT ON COLUMN "treatment"."intent" IS 'Intent | Záměr léčby';
COMMENT ON COLUMN "treatment"."setting" IS 'Setting | Zařazení léčby';
COMMENT ON COLUMN "treatment"."line_number" IS 'Line of treatment | Linie léčby';
COMMENT ON COLUMN "treatment"."pretreated" IS 'Pre-treated | Předléčeno';
COMMENT ON COLUMN "treatment"."start_date" IS 'Start date | Datum zahájení';
COMMENT ON COLUMN "treatment"."end_date" IS 'End date | Datum ukončení';
COMMENT ON COLUMN "treatment"."intended_duration" IS 'Intended duration | Plánovaná délka';
COMMENT ON COLUMN "treatment"."cumulative_dose" IS 'Cumulative dose | Kumulativní dávka';
COMMENT ON COLUMN "treatment"."dose_interval" IS 'Dose interval | Interval dávkování';
COMMENT ON COLUMN "treatment"."dosage_text" IS 'Dosage instruction | Dávkování';
COMMENT ON COLUMN "treatment"."routes" IS 'Routes of administration | Cesty podání';
COMMENT ON COLUMN "treatment"."treatment_status" IS 'Treatment status | Stav léčby';
COMMENT ON COLUMN "treatment"."termination_reason" IS 'Reason for termination | Důvod ukončení';
COMMENT ON COLUMN "treatment"."toxicity_type" IS 'Toxicity type | Typ toxicity';
COMMENT ON COLUMN "treatment"."response" IS 'Response | Odpověď na léčbu';
COMMENT ON COLUMN "treatment"."adverse_events" IS 'Adverse events | Nežádoucí příhody';
COMMENT ON COLUMN "treatment"."resection_quality" IS 'Resection margin | Radikalita resekce';
COMMENT ON COLUMN "treatment"."radiation_modalities" IS 'Radiation modalities | Druhy záření';
COMMENT ON COLUMN "treatment"."radiation_fractions" IS 'Radiation fractions | Počet frakcí';
COMMENT ON COLUMN "treatment"."body_sites" IS 'Treated sites | Ošetřená místa';
COMMENT ON COLUMN "treatment"."source_code" IS 'Source code | Zdrojový kód';
COMMENT ON COLUMN "treatment"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "exposure" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "assessment_date" VARCHAR,
  "tobacco_status" VARCHAR,
  "tobacco_types" VARCHAR[],
  "smoking_amount" "quantity",
  "pack_years" DECIMAL(38,12),
  "alcohol_status" VARCHAR,
  "alcohol_amount" "quantity",
  "environmental_hazards" VARCHAR[],
  "other_exposures" VARCHAR[],
  "other_exposure_text" VARCHAR,
  "residential_risks" VARCHAR[],
  "travel_periods" "travel_period"[],
  "absent" "absent_value"[]
);
COMMENT ON TABLE "exposure" IS 'Exposure | Expozice';
COMMENT ON COLUMN "exposure"."id" IS 'Exposure key | Klíč expozice';
COMMENT ON COLUMN "exposure"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "exposure"."assessment_date" IS 'Date of assessment | Datum zjištění';
COMMENT ON COLUMN "exposure"."tobacco_status" IS 'Tobacco use | Užívání tabáku';
COMMENT ON COLUMN "exposure"."tobacco_types" IS 'Types of tobacco | Druhy tabáku';
COMMENT ON COLUMN "exposure"."smoking_amount" IS 'Smoking amount | Intenzita kouření';
COMMENT ON COLUMN "exposure"."pack_years" IS 'Pack years | Balíčkoroky';
COMMENT ON COLUMN "exposure"."alcohol_status" IS 'Alcohol use | Užívání alkoholu';
COMMENT ON COLUMN "exposure"."alcohol_amount" IS 'Alcohol amount | Množství alkoholu';
COMMENT ON COLUMN "exposure"."environmental_hazards" IS 'Environmental hazards | Rizika prostředí';
COMMENT ON COLUMN "exposure"."other_exposures" IS 'Other exposures | Jiné expozice';
COMMENT ON COLUMN "exposure"."other_exposure_text" IS 'Other exposure in words | Jiná expozice slovy';
COMMENT ON COLUMN "exposure"."residential_risks" IS 'Residential risks | Rizika bydliště';
COMMENT ON COLUMN "exposure"."travel_periods" IS 'Travel history | Cestovatelská anamnéza';
COMMENT ON COLUMN "exposure"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "family_relation" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "relative" VARCHAR,
  "relationship" VARCHAR,
  "affected_status" VARCHAR,
  "diseases" VARCHAR[],
  "absent" "absent_value"[]
);
COMMENT ON TABLE "family_relation" IS 'Family relation | Rodinný vztah';
COMMENT ON COLUMN "family_relation"."id" IS 'Relation key | Klíč vztahu';
COMMENT ON COLUMN "family_relation"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "family_relation"."relative" IS 'Relative | Příbuzný';
COMMENT ON COLUMN "family_relation"."relationship" IS 'Relationship | Příbuzenský vztah';
COMMENT ON COLUMN "family_relation"."affected_status" IS 'Affected status | Stav postižení';
COMMENT ON COLUMN "family_relation"."diseases" IS 'Diseases of the relative | Onemocnění příbuzného';
COMMENT ON COLUMN "family_relation"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "perinatal_history" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "prenatal_malformation" VARCHAR,
  "assisted_reproduction" VARCHAR,
  "gestational_age" VARCHAR,
  "birth_weight" "quantity",
  "birth_length" "quantity",
  "birth_head_circumference" "quantity",
  "multiple_pregnancy" VARCHAR,
  "fetal_pathology" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "perinatal_history" IS 'Perinatal history | Perinatální anamnéza';
COMMENT ON COLUMN "perinatal_history"."id" IS 'Perinatal key | Klíč perinatální anamnézy';
COMMENT ON COLUMN "perinatal_history"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "perinatal_history"."prenatal_malformation" IS 'Prenatal malformation | Prenatálně zjištěná malformace';
COMMENT ON COLUMN "perinatal_history"."assisted_reproduction" IS 'Assisted reproduction | Asistovaná reprodukce';
COMMENT ON COLUMN "perinatal_history"."gestational_age" IS 'Gestational age at birth | Gestační věk při narození';
COMMENT ON COLUMN "perinatal_history"."birth_weight" IS 'Birth weight | Porodní hmotnost';
COMMENT ON COLUMN "perinatal_history"."birth_length" IS 'Birth length | Porodní délka';
COMMENT ON COLUMN "perinatal_history"."birth_head_circumference" IS 'Head circumference at birth | Obvod hlavy při narození';
COMMENT ON COLUMN "perinatal_history"."multiple_pregnancy" IS 'Multiple pregnancy | Vícečetné těhotenství';
COMMENT ON COLUMN "perinatal_history"."fetal_pathology" IS 'Fetal pathology | Fetopatologický nález';
COMMENT ON COLUMN "perinatal_history"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "care_contact" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "contact_type" VARCHAR,
  "contact_date" VARCHAR,
  "care_types" VARCHAR[],
  "care_goals" VARCHAR[],
  "professions" VARCHAR[],
  "referring_provider" VARCHAR,
  "care_centre" VARCHAR,
  "care_centre_region" VARCHAR,
  "ern_network" VARCHAR,
  "in_ern_registry" VARCHAR,
  "discussed_in_cpms" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "care_contact" IS 'Care contact | Kontakt s péčí';
COMMENT ON COLUMN "care_contact"."id" IS 'Contact key | Klíč kontaktu';
COMMENT ON COLUMN "care_contact"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "care_contact"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "care_contact"."contact_type" IS 'Contact type | Typ kontaktu';
COMMENT ON COLUMN "care_contact"."contact_date" IS 'Date of contact | Datum kontaktu';
COMMENT ON COLUMN "care_contact"."care_types" IS 'Types of care | Typy poskytnuté péče';
COMMENT ON COLUMN "care_contact"."care_goals" IS 'Goals of care | Cíle péče';
COMMENT ON COLUMN "care_contact"."professions" IS 'Professions | Povolání poskytovatelů péče';
COMMENT ON COLUMN "care_contact"."referring_provider" IS 'Referring provider | Odesílající poskytovatel';
COMMENT ON COLUMN "care_contact"."care_centre" IS 'Care centre | Centrum péče';
COMMENT ON COLUMN "care_contact"."care_centre_region" IS 'Region of the centre | Kraj centra';
COMMENT ON COLUMN "care_contact"."ern_network" IS 'European reference network | Evropská referenční síť';
COMMENT ON COLUMN "care_contact"."in_ern_registry" IS 'In ERN registry | V registru ERN';
COMMENT ON COLUMN "care_contact"."discussed_in_cpms" IS 'Discussed in CPMS | Konzultováno v CPMS';
COMMENT ON COLUMN "care_contact"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "tumour_stage" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR NOT NULL,
  "biosample" VARCHAR,
  "tnm_edition" VARCHAR,
  "tnm_basis" VARCHAR,
  "t_category" VARCHAR,
  "n_category" VARCHAR,
  "m_category" VARCHAR,
  "stage_group" VARCHAR,
  "tumour_size" "quantity",
  "assessment_date" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "tumour_stage" IS 'Tumour stage | Stadium nádoru';
COMMENT ON COLUMN "tumour_stage"."id" IS 'Staging key | Klíč stadia';
COMMENT ON COLUMN "tumour_stage"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "tumour_stage"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "tumour_stage"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "tumour_stage"."tnm_edition" IS 'TNM edition | Vydání klasifikace TNM';
COMMENT ON COLUMN "tumour_stage"."tnm_basis" IS 'Basis | Podklad určení';
COMMENT ON COLUMN "tumour_stage"."t_category" IS 'T category | Kategorie T';
COMMENT ON COLUMN "tumour_stage"."n_category" IS 'N category | Kategorie N';
COMMENT ON COLUMN "tumour_stage"."m_category" IS 'M category | Kategorie M';
COMMENT ON COLUMN "tumour_stage"."stage_group" IS 'Stage group | Stadium';
COMMENT ON COLUMN "tumour_stage"."tumour_size" IS 'Tumour size | Velikost nádoru';
COMMENT ON COLUMN "tumour_stage"."assessment_date" IS 'Date of assessment | Datum určení';
COMMENT ON COLUMN "tumour_stage"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "biomarker" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "biosample" VARCHAR,
  "treatment" VARCHAR,
  "marker_name" VARCHAR,
  "marker_code" VARCHAR,
  "biomarker_type" VARCHAR,
  "biomarker_subtype" VARCHAR,
  "purpose" VARCHAR,
  "value_quantity" "quantity",
  "value_code" VARCHAR,
  "value_text" VARCHAR,
  "assessment_date" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "biomarker" IS 'Biomarker | Biomarker';
COMMENT ON COLUMN "biomarker"."id" IS 'Biomarker key | Klíč biomarkeru';
COMMENT ON COLUMN "biomarker"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "biomarker"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "biomarker"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "biomarker"."treatment" IS 'Treatment | Léčba';
COMMENT ON COLUMN "biomarker"."marker_name" IS 'Marker | Název markeru';
COMMENT ON COLUMN "biomarker"."marker_code" IS 'Marker code | Kód markeru';
COMMENT ON COLUMN "biomarker"."biomarker_type" IS 'Biomarker type | Typ biomarkeru';
COMMENT ON COLUMN "biomarker"."biomarker_subtype" IS 'Biomarker subtype | Podtyp biomarkeru';
COMMENT ON COLUMN "biomarker"."purpose" IS 'Purpose | Účel';
COMMENT ON COLUMN "biomarker"."value_quantity" IS 'Numeric result | Číselný výsledek';
COMMENT ON COLUMN "biomarker"."value_code" IS 'Coded result | Kódovaný výsledek';
COMMENT ON COLUMN "biomarker"."value_text" IS 'Textual result | Textový výsledek';
COMMENT ON COLUMN "biomarker"."assessment_date" IS 'Date of assessment | Datum stanovení';
COMMENT ON COLUMN "biomarker"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "pathogen" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "biosample" VARCHAR,
  "taxon" VARCHAR,
  "lineage" VARCHAR,
  "host_outcome" VARCHAR,
  "resistance_terms" VARCHAR[],
  "detection_date" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "pathogen" IS 'Pathogen | Patogen';
COMMENT ON COLUMN "pathogen"."id" IS 'Pathogen key | Klíč patogenu';
COMMENT ON COLUMN "pathogen"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "pathogen"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "pathogen"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "pathogen"."taxon" IS 'Taxon | Taxon';
COMMENT ON COLUMN "pathogen"."lineage" IS 'Lineage | Linie';
COMMENT ON COLUMN "pathogen"."host_outcome" IS 'Outcome of the host | Výsledek u hostitele';
COMMENT ON COLUMN "pathogen"."resistance_terms" IS 'Antimicrobial resistance | Antimikrobiální rezistence';
COMMENT ON COLUMN "pathogen"."detection_date" IS 'Date of detection | Datum zjištění';
COMMENT ON COLUMN "pathogen"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "imaging_reference" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnosis" VARCHAR,
  "biosample" VARCHAR,
  "study_uid_hash" VARCHAR NOT NULL,
  "modalities" VARCHAR[],
  "body_site" VARCHAR,
  "imaging_date" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "imaging_reference" IS 'Imaging reference | Odkaz na snímky';
COMMENT ON COLUMN "imaging_reference"."id" IS 'Reference key | Klíč odkazu';
COMMENT ON COLUMN "imaging_reference"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "imaging_reference"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "imaging_reference"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "imaging_reference"."study_uid_hash" IS 'Hashed study identifier | Otisk identifikátoru studie';
COMMENT ON COLUMN "imaging_reference"."modalities" IS 'Modalities | Modality';
COMMENT ON COLUMN "imaging_reference"."body_site" IS 'Body site | Oblast těla';
COMMENT ON COLUMN "imaging_reference"."imaging_date" IS 'Date of imaging | Datum vyšetření';
COMMENT ON COLUMN "imaging_reference"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "biosample" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "diagnoses" VARCHAR[],
  "organism" VARCHAR,
  "sample_type" VARCHAR,
  "sprec_code" VARCHAR,
  "anatomical_site" VARCHAR,
  "laterality" VARCHAR,
  "pathological_state" VARCHAR,
  "specimen_state" VARCHAR,
  "collection_date" VARCHAR,
  "age_at_collection" "age",
  "collection_method" VARCHAR,
  "sampling_intents" VARCHAR[],
  "storage_conditions" VARCHAR[],
  "macromolecule" VARCHAR,
  "tumour_content" DECIMAL(38,12),
  "biobank" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "biosample"."id" IS 'Sample identifier | Identifikátor vzorku';
COMMENT ON COLUMN "biosample"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "biosample"."diagnoses" IS 'Diagnoses | Diagnózy';
COMMENT ON COLUMN "biosample"."organism" IS 'Organism | Organismus';
COMMENT ON COLUMN "biosample"."sample_type" IS 'Sample type | Typ vzorku';
COMMENT ON COLUMN "biosample"."sprec_code" IS 'SPREC code | Kód SPREC';
COMMENT ON COLUMN "biosample"."anatomical_site" IS 'Anatomical site | Anatomická lokalizace';
COMMENT ON COLUMN "biosample"."laterality" IS 'Laterality | Lateralita';
COMMENT ON COLUMN "biosample"."pathological_state" IS 'Pathological state | Patologický stav';
COMMENT ON COLUMN "biosample"."specimen_state" IS 'Specimen state | Stav vzorku';
COMMENT ON COLUMN "biosample"."collection_date" IS 'Date of collection | Datum odběru';
COMMENT ON COLUMN "biosample"."age_at_collection" IS 'Age at collection | Věk při odběru';
COMMENT ON COLUMN "biosample"."collection_method" IS 'Extraction technique | Způsob odběru';
COMMENT ON COLUMN "biosample"."sampling_intents" IS 'Sampling intents | Účely odběru';
COMMENT ON COLUMN "biosample"."storage_conditions" IS 'Storage conditions | Podmínky uložení';
COMMENT ON COLUMN "biosample"."macromolecule" IS 'Assayed macromolecule | Vyšetřovaná makromolekula';
COMMENT ON COLUMN "biosample"."tumour_content" IS 'Tumour content | Podíl nádorových buněk';
COMMENT ON COLUMN "biosample"."biobank" IS 'Biobank | Biobanka';
COMMENT ON COLUMN "biosample"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "biosample_relation" (
  "id" VARCHAR PRIMARY KEY,
  "biosample" VARCHAR NOT NULL,
  "related_biosample" VARCHAR NOT NULL,
  "relation_type" VARCHAR,
  "relation_description" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "biosample_relation" IS 'Biosample relation | Vztah vzorků';
COMMENT ON COLUMN "biosample_relation"."id" IS 'Relation key | Klíč vztahu';
COMMENT ON COLUMN "biosample_relation"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "biosample_relation"."related_biosample" IS 'Related sample | Související vzorek';
COMMENT ON COLUMN "biosample_relation"."relation_type" IS 'Relation type | Typ vztahu';
COMMENT ON COLUMN "biosample_relation"."relation_description" IS 'Relation description | Popis vztahu';
COMMENT ON COLUMN "biosample_relation"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "experiment" (
  "id" VARCHAR PRIMARY KEY,
  "study" VARCHAR NOT NULL,
  "design_description" VARCHAR,
  "sequencing_target" VARCHAR,
  "library_strategy" VARCHAR,
  "library_source" VARCHAR,
  "library_selection" VARCHAR,
  "library_layout" VARCHAR,
  "library_name" VARCHAR,
  "wet_lab_protocol" VARCHAR,
  "platform" VARCHAR,
  "instrument_model" VARCHAR,
  "targeted_genes" VARCHAR[],
  "targeted_regions" VARCHAR[],
  "target_bed" VARCHAR,
  "lab_accreditations" VARCHAR[],
  "single_cell_method" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "experiment" IS 'Experiment | Experiment';
COMMENT ON COLUMN "experiment"."id" IS 'Experiment key | Klíč experimentu';
COMMENT ON COLUMN "experiment"."study" IS 'Study | Studie';
COMMENT ON COLUMN "experiment"."design_description" IS 'Design description | Popis uspořádání';
COMMENT ON COLUMN "experiment"."sequencing_target" IS 'Sequencing target | Cíl sekvenování';
COMMENT ON COLUMN "experiment"."library_strategy" IS 'Library strategy | Strategie knihovny';
COMMENT ON COLUMN "experiment"."library_source" IS 'Library source | Zdroj knihovny';
COMMENT ON COLUMN "experiment"."library_selection" IS 'Library selection | Výběr do knihovny';
COMMENT ON COLUMN "experiment"."library_layout" IS 'Library layout | Uspořádání čtení';
COMMENT ON COLUMN "experiment"."library_name" IS 'Library name | Název knihovny';
COMMENT ON COLUMN "experiment"."wet_lab_protocol" IS 'Wet-lab protocol | Laboratorní protokol';
COMMENT ON COLUMN "experiment"."platform" IS 'Platform | Platforma';
COMMENT ON COLUMN "experiment"."instrument_model" IS 'Instrument model | Model přístroje';
COMMENT ON COLUMN "experiment"."targeted_genes" IS 'Targeted genes | Cílené geny';
COMMENT ON COLUMN "experiment"."targeted_regions" IS 'Other targeted regions | Jiné cílené oblasti';
COMMENT ON COLUMN "experiment"."target_bed" IS 'Target file | Soubor cílových oblastí';
COMMENT ON COLUMN "experiment"."lab_accreditations" IS 'Laboratory accreditations | Akreditace laboratoře';
COMMENT ON COLUMN "experiment"."single_cell_method" IS 'Single-cell method | Jednobuněčná metoda';
COMMENT ON COLUMN "experiment"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "run" (
  "id" VARCHAR PRIMARY KEY,
  "experiment" VARCHAR NOT NULL,
  "biosample" VARCHAR NOT NULL,
  "run_date" VARCHAR,
  "mean_depth" DECIMAL(38,12),
  "coverage_breadth" DECIMAL(38,12),
  "qc_metrics" "qc_metric"[],
  "run_file_type" VARCHAR NOT NULL,
  "files" VARCHAR[] NOT NULL,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "run" IS 'Run | Sekvenační běh';
COMMENT ON COLUMN "run"."id" IS 'Run key | Klíč běhu';
COMMENT ON COLUMN "run"."experiment" IS 'Experiment | Experiment';
COMMENT ON COLUMN "run"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "run"."run_date" IS 'Date of sequencing | Datum sekvenování';
COMMENT ON COLUMN "run"."mean_depth" IS 'Mean depth of coverage | Průměrná hloubka pokrytí';
COMMENT ON COLUMN "run"."coverage_breadth" IS 'Breadth of coverage | Šíře pokrytí';
COMMENT ON COLUMN "run"."qc_metrics" IS 'Quality metrics | Metriky kvality';
COMMENT ON COLUMN "run"."run_file_type" IS 'Run file type | Typ souborů běhu';
COMMENT ON COLUMN "run"."files" IS 'Files | Soubory';
COMMENT ON COLUMN "run"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "analysis" (
  "id" VARCHAR PRIMARY KEY,
  "study" VARCHAR NOT NULL,
  "title" "lang_string"[] NOT NULL,
  "description" "lang_string"[] NOT NULL,
  "analysis_type" VARCHAR NOT NULL,
  "experiment_types" VARCHAR[],
  "biosamples" VARCHAR[] NOT NULL,
  "input_runs" VARCHAR[],
  "input_analyses" VARCHAR[],
  "files" VARCHAR[] NOT NULL,
  "analysis_date" VARCHAR,
  "pipeline" "digital_resource",
  "aligners" "digital_resource"[],
  "variant_callers" "digital_resource"[],
  "annotation_tools" "digital_resource"[],
  "annotation_databases" "digital_resource"[],
  "reference_genome" VARCHAR,
  "reference_genome_digest" VARCHAR,
  "reference_genome_settings" VARCHAR[],
  "panel_of_normals_included" BOOLEAN,
  "panel_of_normals_description" VARCHAR,
  "qc_metrics" "qc_metric"[],
  "absent" "absent_value"[]
);
COMMENT ON TABLE "analysis" IS 'Analysis | Analýza';
COMMENT ON COLUMN "analysis"."id" IS 'Analysis key | Klíč analýzy';
COMMENT ON COLUMN "analysis"."study" IS 'Study | Studie';
COMMENT ON COLUMN "analysis"."title" IS 'Title | Název';
COMMENT ON COLUMN "analysis"."description" IS 'Description | Popis';
COMMENT ON COLUMN "analysis"."analysis_type" IS 'Analysis type | Typ analýzy';
COMMENT ON COLUMN "analysis"."experiment_types" IS 'Experiment types | Typy experimentu';
COMMENT ON COLUMN "analysis"."biosamples" IS 'Biosamples | Biologické vzorky';
COMMENT ON COLUMN "analysis"."input_runs" IS 'Input runs | Vstupní běhy';
COMMENT ON COLUMN "analysis"."input_analyses" IS 'Input analyses | Vstupní analýzy';
COMMENT ON COLUMN "analysis"."files" IS 'Files | Soubory';
COMMENT ON COLUMN "analysis"."analysis_date" IS 'Date of analysis | Datum analýzy';
COMMENT ON COLUMN "analysis"."pipeline" IS 'Pipeline | Výpočetní postup';
COMMENT ON COLUMN "analysis"."aligners" IS 'Alignment software | Software pro zarovnání';
COMMENT ON COLUMN "analysis"."variant_callers" IS 'Variant callers | Software pro volání variant';
COMMENT ON COLUMN "analysis"."annotation_tools" IS 'Annotation software | Software pro anotaci';
COMMENT ON COLUMN "analysis"."annotation_databases" IS 'Annotation databases | Anotační databáze';
COMMENT ON COLUMN "analysis"."reference_genome" IS 'Reference genome | Referenční genom';
COMMENT ON COLUMN "analysis"."reference_genome_digest" IS 'Reference digest | Otisk reference';
COMMENT ON COLUMN "analysis"."reference_genome_settings" IS 'Reference settings | Nastavení reference';
COMMENT ON COLUMN "analysis"."panel_of_normals_included" IS 'Panel of normals included | Použit panel normálních vzorků';
COMMENT ON COLUMN "analysis"."panel_of_normals_description" IS 'Panel of normals | Popis panelu normálních vzorků';
COMMENT ON COLUMN "analysis"."qc_metrics" IS 'Quality metrics | Metriky kvality';
COMMENT ON COLUMN "analysis"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "file" (
  "id" VARCHAR PRIMARY KEY,
  "file_name" VARCHAR NOT NULL,
  "file_format" VARCHAR,
  "format_version" VARCHAR,
  "file_role" VARCHAR,
  "byte_size" BIGINT,
  "unencrypted_checksums" "checksum"[] NOT NULL,
  "encrypted_checksums" "checksum"[],
  "encryption" VARCHAR,
  "access_uri" VARCHAR,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "file" IS 'File | Soubor';
COMMENT ON COLUMN "file"."id" IS 'File key | Klíč souboru';
COMMENT ON COLUMN "file"."file_name" IS 'File name | Název souboru';
COMMENT ON COLUMN "file"."file_format" IS 'File format | Formát souboru';
COMMENT ON COLUMN "file"."format_version" IS 'Format version | Verze formátu';
COMMENT ON COLUMN "file"."file_role" IS 'File role | Role souboru';
COMMENT ON COLUMN "file"."byte_size" IS 'Size in bytes | Velikost v bajtech';
COMMENT ON COLUMN "file"."unencrypted_checksums" IS 'Checksums | Kontrolní součty';
COMMENT ON COLUMN "file"."encrypted_checksums" IS 'Checksums when encrypted | Kontrolní součty po zašifrování';
COMMENT ON COLUMN "file"."encryption" IS 'Encryption | Šifrování';
COMMENT ON COLUMN "file"."access_uri" IS 'Access location | Umístění';
COMMENT ON COLUMN "file"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "variant_interpretation" (
  "id" VARCHAR PRIMARY KEY,
  "individual" VARCHAR NOT NULL,
  "biosample" VARCHAR,
  "analysis" VARCHAR,
  "diagnosis" VARCHAR,
  "variant_hgvs" VARCHAR,
  "other_hgvs" VARCHAR[],
  "vrs_id" VARCHAR,
  "gene" VARCHAR,
  "variant_types" VARCHAR[],
  "zygosity" VARCHAR,
  "allele_origin" VARCHAR,
  "variant_allele_fraction" DECIMAL(38,12),
  "inheritance_mode" VARCHAR,
  "classification" VARCHAR,
  "guidelines" VARCHAR[],
  "evidence_criteria" VARCHAR[],
  "actionability_tiers" VARCHAR[],
  "interpretation_status" VARCHAR,
  "interpretation_date" VARCHAR,
  "expert_panel_decisions" VARCHAR[],
  "interpretation_tools" "digital_resource"[],
  "deviating_resources" "digital_resource"[],
  "predictions" "prediction"[],
  "reported_to_patient" BOOLEAN,
  "absent" "absent_value"[]
);
COMMENT ON TABLE "variant_interpretation" IS 'Variant interpretation | Interpretace varianty';
COMMENT ON COLUMN "variant_interpretation"."id" IS 'Interpretation key | Klíč interpretace';
COMMENT ON COLUMN "variant_interpretation"."individual" IS 'Individual | Osoba';
COMMENT ON COLUMN "variant_interpretation"."biosample" IS 'Biosample | Biologický vzorek';
COMMENT ON COLUMN "variant_interpretation"."analysis" IS 'Analysis | Analýza';
COMMENT ON COLUMN "variant_interpretation"."diagnosis" IS 'Diagnosis | Diagnóza';
COMMENT ON COLUMN "variant_interpretation"."variant_hgvs" IS 'Variant (HGVS) | Varianta (HGVS)';
COMMENT ON COLUMN "variant_interpretation"."other_hgvs" IS 'Other HGVS forms | Další zápisy HGVS';
COMMENT ON COLUMN "variant_interpretation"."vrs_id" IS 'VRS identifier | Identifikátor VRS';
COMMENT ON COLUMN "variant_interpretation"."gene" IS 'Gene | Gen';
COMMENT ON COLUMN "variant_interpretation"."variant_types" IS 'Variant types | Typy varianty';
COMMENT ON COLUMN "variant_interpretation"."zygosity" IS 'Zygosity | Zygozita';
COMMENT ON COLUMN "variant_interpretation"."allele_origin" IS 'Allele origin | Původ alely';
COMMENT ON COLUMN "variant_interpretation"."variant_allele_fraction" IS 'Variant allele fraction | Podíl alely s variantou';
COMMENT ON COLUMN "variant_interpretation"."inheritance_mode" IS 'Mode of inheritance | Způsob dědičnosti';
COMMENT ON COLUMN "variant_interpretation"."classification" IS 'Clinical significance | Klinický význam';
COMMENT ON COLUMN "variant_interpretation"."guidelines" IS 'Guidelines | Interpretační doporučení';
COMMENT ON COLUMN "variant_interpretation"."evidence_criteria" IS 'Evidence criteria | Kritéria důkazů';
COMMENT ON COLUMN "variant_interpretation"."actionability_tiers" IS 'Actionability tiers | Stupně klinické využitelnosti';
COMMENT ON COLUMN "variant_interpretation"."interpretation_status" IS 'Interpretation status | Stav interpretace';
COMMENT ON COLUMN "variant_interpretation"."interpretation_date" IS 'Date of interpretation | Datum interpretace';
COMMENT ON COLUMN "variant_interpretation"."expert_panel_decisions" IS 'Expert panel decisions | Rozhodnutí expertního panelu';
COMMENT ON COLUMN "variant_interpretation"."interpretation_tools" IS 'Interpretation tools | Nástroje pro interpretaci';
COMMENT ON COLUMN "variant_interpretation"."deviating_resources" IS 'Deviating software | Odlišný software';
COMMENT ON COLUMN "variant_interpretation"."predictions" IS 'Predictions | Predikce';
COMMENT ON COLUMN "variant_interpretation"."reported_to_patient" IS 'Reported to patient | Sděleno pacientovi';
COMMENT ON COLUMN "variant_interpretation"."absent" IS 'Absent values | Chybějící hodnoty';

CREATE TABLE "submission" (
  "id" VARCHAR PRIMARY KEY,
  "title" "lang_string"[] NOT NULL,
  "schema_version" VARCHAR NOT NULL,
  "submitter" "agent" NOT NULL,
  "created_at" TIMESTAMP NOT NULL,
  "use_cases" VARCHAR[],
  "source_system" VARCHAR,
  "mapping_version" VARCHAR,
  "data_centres" "agent"[],
  "clinical_centres" "agent"[],
  "collections" VARCHAR[],
  "consortia" VARCHAR[],
  "expected_release_date" DATE
);
COMMENT ON TABLE "submission" IS 'Submission | Předání dat';
COMMENT ON COLUMN "submission"."id" IS 'Submission key | Klíč předání';
COMMENT ON COLUMN "submission"."title" IS 'Title | Název';
COMMENT ON COLUMN "submission"."schema_version" IS 'Schema version | Verze schématu';
COMMENT ON COLUMN "submission"."submitter" IS 'Submitter | Předávající organizace';
COMMENT ON COLUMN "submission"."created_at" IS 'Created at | Vytvořeno';
COMMENT ON COLUMN "submission"."use_cases" IS 'Use cases | Případy užití';
COMMENT ON COLUMN "submission"."source_system" IS 'Source system | Zdrojový systém';
COMMENT ON COLUMN "submission"."mapping_version" IS 'Mapping version | Verze mapování';
COMMENT ON COLUMN "submission"."data_centres" IS 'Data centres | Datová pracoviště';
COMMENT ON COLUMN "submission"."clinical_centres" IS 'Clinical centres | Klinická pracoviště';
COMMENT ON COLUMN "submission"."collections" IS 'Collections | Sbírky';
COMMENT ON COLUMN "submission"."consortia" IS 'Research consortia | Výzkumná konsorcia';
COMMENT ON COLUMN "submission"."expected_release_date" IS 'Expected release date | Předpokládané datum zveřejnění';
