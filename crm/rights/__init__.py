"""Which actions there are and who may do them.

Each module declares its actions in its leaf `rights.py`; the registry collects them, presets say which role has
which, and an authentication backend answers Django's and Wagtail's permission questions from them. A new module
needs no work here.
"""
