"""`/api/v1/`: programs that work for an employee, each with a key of its own.

Keys live here and not in `identity`: a key is narrowed to actions of the registry of rights, and issuing one stands in
the journal, of which `identity` knows nothing. It stands above all modules, as it answers from their queries.

A new operation is a function under `operations.reads(path, action)`: that one decorator asks for the right, says it in
`guarded_by`, and puts the operation into the description for programmers.
"""
