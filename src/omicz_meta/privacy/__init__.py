"""Privacy from day one: the masking gate, detection of identifiers, keys, the policy for numbers, the audit log."""
