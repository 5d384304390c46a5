"""Readings on a company's site: by a link, without a password. In the cabinet they will stand on the same forms."""
