"""The archive of a crawl: responses as WARC segments, with an index."""
