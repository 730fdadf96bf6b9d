"""Every write that means something: one function each, one transaction, safe to call again with the same key."""
