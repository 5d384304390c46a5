"""Nothing typed is lost: drafts in the browser, two people on one record, sessions that end in the middle.

How a new form joins:
- A page with a form stands on a base template that has `{% drafts %}` (the CRM's, the operators', the platform's
  site; a page with a form on a company's site puts it into the block `scripts`). Nothing more: every
  `<form method="post">` keeps what is typed in the browser until the server has it (`base/static/base/drafts.js`
  of `themes`).
- The view answers a POST that did its work with a redirect, and one that did not with the form or with
  `messages.error`. `drafts.DraftsMiddleware` tells the browser from that alone whether the text may be forgotten.
- What must not be kept: `data-no-draft` on the form or on a field. Passwords, codes, cards, files, hidden fields and
  fields with `autocomplete="off"` never are, unless the last have suggestions (`list`).
- An editor of a row has `views.WatchedEdit` among its parents (`DomainEditView` has it): then nobody overwrites
  what another saved meanwhile without seeing it, and both see each other.
"""
