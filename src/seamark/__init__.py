"""Seamark: the self-hosted home of machine-learning experiments."""
