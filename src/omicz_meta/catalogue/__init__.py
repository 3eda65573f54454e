"""From assembled metadata to RDF that European catalogues harvest: description, profiles, syntaxes, checks."""
