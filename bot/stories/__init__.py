"""The heart, pure: match, quote, attribute, summarize, same (is it the same story?), tell, search.

May import model and errors only: no I/O, no clock, no chance, no logging. A stage file has one public function.
"""
