"""Real identity providers, run beside the tests: SAML by pysaml2, OpenID Connect by a package."""
