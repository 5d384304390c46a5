"""«Дома» and «Что с моим домом»: what a resident asks of one house without signing in.

What is off now or will be, until when, what is done about it; the house's news and passport; letters about its
outages to whoever subscribes. Never a name, a flat or an account.

`domain/now.py` says what goes on, `sections.py` is the registry of what stands on the page of a house (other packages
add theirs), `domain/subscriptions.py` and `domain/telling.py` are the letters.
"""
