"""A right of its own: whoever moves the site to another address changes what stands on every receipt."""

from crm.rights.registry import Action

MANAGE_DOMAIN = "site_domain.manage_domain"

ACTIONS = [Action(MANAGE_DOMAIN, "Подключать к сайту свой домен", "Контент сайта")]
