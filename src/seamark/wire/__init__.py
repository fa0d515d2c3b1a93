"""How it travels: batches, codecs, the journal's records, requests and answers, the error document."""
