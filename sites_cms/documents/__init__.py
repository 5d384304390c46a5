"""«Документы» of a residents' site: folders and files, for all, for registered residents, for verified owners.

Files are private: each leaves only by a view that asks `domain.visitors` who is asking. The cabinet of residents
registers its answer there; until then a visitor without an account learns how many documents wait behind the sign-in
and nothing else of them: no title, no house, no number. Titles of folders are seen by all, and the form says so.

Replacing a file keeps the address: the row stays, what it held before becomes a row of its own (`version_of`).
"""
