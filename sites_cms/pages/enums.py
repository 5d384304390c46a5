"""Names that others may take without importing the rest."""

# What an editor may use in rich text.
SIMPLE = ["bold", "italic", "ol", "ul", "link", "video"]
BODY = ["h2", "h3", *SIMPLE, "document-link", "image", "table", "blockquote", "hr"]

WELCOME_NEWS = "sayt-otkryt"  # the address of the news with which a site opens
