"""«Персональные данные» (152-ФЗ): what the company holds of one person, as a file; taking it away; erasing it.

A source (`registry.Source`) knows one place where data of people lie: how to find a person there, how to show what is
held, on which ground, and how to erase it. The rules of erasure stand in the modules that own the rows; here they are
put together: a dry run that says row by row what goes and what stays, then the same in one transaction, with an act.

Books and the journal stay whole: names are replaced, sums, dates and numbers are not touched. The terms: an answer in
10 working days (ст. 20), erasure in 30 days (ст. 21 ч. 5), the act and the log kept for 3 years (приказ РКН 179).
"""
