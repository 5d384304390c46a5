"""«Телефон сотрудника», `/m/`: an installable shell of few screens with big targets, which works on a weak network.

It knows no module. A module registers its screens as tiles (`tiles.register`), guards their views with
`guards.require_mobile` and answers with `pages.show`; its templates stand in `themes/mobile/<package>/` on
`mobile/base.html`. The company's colours, phone and what is known of a person come by registration too
(`surroundings`). Wagtail is not used here: its pages are too heavy for a phone in a basement.
"""
