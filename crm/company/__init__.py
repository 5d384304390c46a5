"""The module «Компания»: who the УК is (its profile with requisites) and who works there.

Stands on rights and journal; everything else in the CRM stands on it.
"""
