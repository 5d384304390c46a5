"""How a company's site looks: theme, accent colour, logo. Themes themselves are templates and tokens in `themes/`."""
