"""«Объявления»: a few words above every page of a site, for all or for some houses, from and until a moment.

An entity of its own and not a piece of news: it is short, it ends by itself, a dispatcher may publish it at night
without touching the rest of the site, and whoever has read it puts it away.
"""
