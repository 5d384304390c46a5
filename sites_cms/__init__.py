"""The residents' sites: Wagtail pages, appearance; later disclosure, cabinet, chat and the page cache."""
