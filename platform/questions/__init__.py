"""Questions that residents ask everywhere in Russia, answered once by Бурмистр and shown on every company's site.

They live in the public schema only. A company adds its own and may answer a shared one in its own words
(`sites_cms.pages`); companies never write here.
"""
