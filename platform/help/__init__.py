"""«Справка»: what the product does now, in plain words, section by section.

Each package keeps the sections about itself as Markdown files in its own folder `help/`; there is nothing to register.
Here is what finds, draws and searches them: at the platform's site (`/spravka/`), inside the CRM and the operators'
console (`…/help/`), and behind the «?» of every screen. No table: the texts are files and change with the code.

A file is `help/<address>.md`. It begins with lines of `name: value`, then comes an empty line and the text:

    title: Загрузка лицевых счетов из файла
    section: Бухгалтерия
    order: 320
    for: head, accountant          readers, see `enums.Reader`; «operator» alone keeps it off the public site
    screens: import_accounts, imports        names of URLs, * allowed; the longest fitting one wins
    summary: One sentence for lists and search engines.

Pictures are `![что на ней](name.webp)`: files of `themes/help/static/help/`, made by `make help-pictures`
(`tests/e2e/test_help.py`). Links to another section are `[Вход](../vhod/)`, right on all three sides.
"""
