"""What this disk holds: database, ledger, projections, originals, vault."""
