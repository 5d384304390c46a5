"""The ground: one УК (or ТСЖ, ЖСК) is one tenant with a PostgreSQL schema of its own.

Who the tenants are and under which hosts they answer, how a schema is made within a second, which tenant the
current code speaks for, and what every other package stands on: errors for people, requisites, Russian order.
Imports nobody of ours.
"""
