"""What the schemes say: clauses, mechanisms, questions, claims, and two number domains.

From bottom to top: ``errors``, ``numbers``, ``model``, ``mechanisms``, ``schemes`` and ``claims``,
``clauses``, ``words``. Each imports only what stands below it.
"""
