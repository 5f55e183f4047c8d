"""OAuth 2.0 for API clients: the client credentials grant, revocation, and the metadata document."""
