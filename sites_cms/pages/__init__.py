"""The pages of a company's site: home, news, questions, contacts, free pages.

Nothing here is signed in: the cabinet is a package of its own. Until it comes, «Передать показания», «Оставить
заявку» and «Оплатить» lead to the contacts page, where each has a section that says plainly how to do it now.
"""
