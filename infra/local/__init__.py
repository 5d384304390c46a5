"""What a laptop, a fresh server and CI need to run the service without anything installed.

`services` starts PostgreSQL and Redis from wheels, `run` is the supervisor behind `make run`.
"""
