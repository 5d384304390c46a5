"""Content types have the same number in every schema of every installation.

Django and Wagtail keep the numbers of content types in the process's memory (ContentType's cache, Wagtail's
permission policies), while schemas are many: a number learnt in one tenant would be used in the next. A trigger
derives the number from the model's name, so there is nothing to mix up, and a tenant's archive fits into another
installation without renumbering. Two names that collide are refused by the primary key.
"""
