"""Tests of the library half of modpython_wsgi: forms, cookies, sessions, publisher, PSP, CGI scripts."""
