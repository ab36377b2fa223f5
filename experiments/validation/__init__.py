"""Does the model show what was observed, and for the stated reasons: ``boligsim validate``."""
