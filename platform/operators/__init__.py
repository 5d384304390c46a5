"""The console of Бурмистр's operators at `/operator/`: applications, tenants, billing, letters, shared questions.

Screens only: rules live in the packages that are shown here. At the top of the imports, imported by nobody.
"""
