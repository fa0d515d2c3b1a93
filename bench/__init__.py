"""The budgets of Seamark, measured: one file per question, each with its peers in the same run."""
