"""The demo: three companies of different size, invented people, the same every time.

Everything is made by the same domain functions as in life: provisioning, hiring, the import of an accountant's file,
invoices, payments, the monthly charge. Only passwords differ: they are made at random for each installation.
"""
