"""Facts of one page: its links, texts, rows, days, columns and totals, whatever CMS printed it."""
