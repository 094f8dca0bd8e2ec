"""What the screens share: frame, words, formats, filters, links, fetching, charts and tables."""
