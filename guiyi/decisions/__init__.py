"""What people decided, who, when and why, for a site, a CMS family or the whole platform."""
