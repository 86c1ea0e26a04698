"""A page becomes readable text: what a reader can see, nothing else. `read` is the job, `page` does the work in the child.

May import model and errors, and reading where it runs in the child.
"""
