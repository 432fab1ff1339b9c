"""A real OpenID Connect provider (django-oauth-toolkit) for the tests of signing in, run as a process of its own."""
