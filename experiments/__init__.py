"""Many runs of the model: replications, paired comparisons, tables, figures, command line."""
