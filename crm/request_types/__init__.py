"""What requests are about: «Холодное водоснабжение», «Лифтовое оборудование».

One directory for several modules: employees and contractors do some of the types, a request has one. So it stands
below them all, though its line of the menu is in «Диспетчерская», as the manual has it.
"""
