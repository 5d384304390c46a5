"""The site as an app on a phone: the manifest, the worker, the page without network, icons. The same for everybody;
only the manifest of a personal page leads back to that page."""
