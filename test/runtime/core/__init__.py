"""Tests of the core of modpython_wsgi: the request, its phases, the answer, modules, and apache's functions."""
