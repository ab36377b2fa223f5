"""The parts of a report: what each says, in words, tables and pictures."""
