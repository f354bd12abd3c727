"""How a page is looked at before it is read: its bytes examined, its frames and sheets, what its site's pages share."""
