"""«Вакансии»: whom the company looks for, on its site and for search engines.

Rows of one table and no pages: an editor fills in a form, the section is in the menu while something is open, and
the address of a closed vacancy leads to the list.
"""
