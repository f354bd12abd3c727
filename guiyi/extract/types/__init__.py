"""Structured content types: what a page is beyond running text, read from labels and structure, never from one CMS.

`details` is a JSON object with a `type`; the page's body_html and body_text stay whole and faithful beside it.

letter      {letters: [{number, kind, subject, question, asked_at, accepted_at, accept_agency, replied_at, reply_agency, reply,
            status, is_public, replies: [{reply, reply_agency, replied_at}] where there are several}]} — all letters of the
            page; a page of one has it as `letter`, too
guide       {fields: [{name, label, value}], limits: {legal_limit | promised_limit | time_limit: {days, unit}}}
interview   {guests, host, held_at, subject, turns: [{speaker, role, text}]}
survey      {kind, starts_on, ends_on, opinions, adopted, result, questions: [{question, kind, options: [{text, count, share}]}]}
statistics  {received, answered, published, mean_days, agencies: [{agency, received, answered, mean_days}]} — of letters in a
            period; the page stays an article
profile     {name, sex, people, born, post, duties, career, others: [{name, post, duties, career}] where there are several}
gallery     {pictures: [{legacy_url, caption}]}
video       {videos: [{legacy_url, name, poster}]}

Addresses get the platform's `url` beside them in mapping. Texts are masked in cleaning as the body is.
"""
