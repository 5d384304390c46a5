"""«Домен сайта»: a company's own domain in its office: claimed, proved by DNS, chosen for the site, given up.

What a claim is and who holds a host stands in `public` (`tenants.domain.own_domains`); here is the company's side of
it: the screen, the journal, letters about a record that has vanished, the task that asks DNS again and again.
"""
