"""A request as the one who called sees it: behind the personal link of a letter, without signing in."""
