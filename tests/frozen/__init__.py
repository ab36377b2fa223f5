"""Results that must not move: every measure of a few runs, to the last bit."""
