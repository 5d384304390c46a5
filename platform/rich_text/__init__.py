"""Text with formatting: what of it is kept, how it is typed, how its videos are shown.

`domain.cleaning` is the one function through which every HTML goes, whoever sent it: a form, the «Источник» of the
editor, a file, a program, a revision of long ago. `fields.HtmlField` and `blocks.HtmlBlock` call it wherever a value
enters or leaves a model, so nobody goes round it. `domain.videos` knows the hosts whose players may be shown.
`widgets.Editor` is the editor (django-ckeditor) with Wagtail's own choosers of pictures, pages and documents.
"""
