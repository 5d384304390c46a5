"""Files from people and to people: what is let in, and who gets it out.

In: a file is believed by its content and not by its name (`domain.kinds`), a picture is drawn anew without what
stood beside it (`domain.images`), and a form says its limit before anything is sent (`forms`). Out: public files at
`/media/` (`middleware`), private ones by a link that is made after a permission check and works for minutes and for
one person (`domain.links`). Where files lie is `tenants.storage`.
"""
