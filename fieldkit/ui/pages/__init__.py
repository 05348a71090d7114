"""The pages, one module each. They show records and ask by signals; they call no action."""
