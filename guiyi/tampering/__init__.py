"""Tampering: hidden links and injected content, found on the page as received, and taken out where sure.

The rule (hiding alone is noise: most lawful pages hide something): content counts as injected if it is hidden or made
by a script *and* leads off the white list or says spam words; further spam words in title, meta tags and first text,
and a mass of links outward. Text that fights what the words name (禁毒, 扫黄打非, 打击赌博) and lawful lotteries pass.
"""
