"""SQL-on-FHIR v2: a ViewDefinition, read, judged and compiled against the elements of FHIR, before any row is read."""
