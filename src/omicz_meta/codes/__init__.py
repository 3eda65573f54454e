"""One file per problem code: what it is, why it matters, how to repair it, in Czech and English."""
