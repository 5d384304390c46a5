"""What surrounds the modules: the menu in the manual's order, the desk, the first steps of a new company.

Modules register what they have; the shell knows none of them.
"""
