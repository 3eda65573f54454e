"""FHIR as resources in order: bundles, lines, single resources, folders and archives of them, in JSON and XML."""
