"""The chat with residents: the widget of Живосайт on the pages of a site. Source: manual section 9.

What a company pastes is read for one thing, the number of its widget; the script on a page is our own
(`base/chat.js`), started after the page has loaded. The number stands in `appearance.Appearance`: it is part of how
the site looks, and a table of one word would be paid for by every company.
"""
