"""Notices of the company to one person, behind the personal link of a letter: read, refused, agreed to anew."""
