"""Lists of proposals, and searches in the directory.

A worker process makes both (`ranking_job.look`): in the process of the chat, taps would wait for its computations. It
reads the tables, and writes lists, vectors and search results back.
"""
