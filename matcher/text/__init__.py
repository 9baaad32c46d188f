"""What texts say of trades: words, phrases of business scopes, the encoder, and relevance (`relevance.text_relevance`)."""
