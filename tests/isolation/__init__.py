"""One tenant never sees, signs in to, caches, e-mails or downloads what is another's.

Two companies are filled alike: the same logins, the same numbers of rows; only a word differs. Then every address
of the URL resolver, every task of the registry, every key of the cache and every file is asked for from the wrong
side. New code is covered by being registered.
"""
