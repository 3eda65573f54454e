"""Rules over records, and the judgement they give."""
