"""The platform's own site: the home page, the join form, the state of an application, «Напишите нам».

An application is the only way to become a tenant: it is filed here, decided by an operator, and provisioning takes
the first employee from it. It stands at the top of the imports, as it knows `crm.company`, which hires that person.
"""
