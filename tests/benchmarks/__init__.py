"""Figures of the issues: baseline and candidate take turns in one run; no unit test asserts a time."""
