"""«Бухгалтерия»: houses and personal accounts, and loading them from the УК's own programs (manual, section 7).

A house is an address that the УК manages. An account is one premises' relation with the УК: a number that is
unique among active accounts, who pays, what for, how much is owed. An account is never deleted: the law wants its
data for years; one that ended is switched off.
"""
