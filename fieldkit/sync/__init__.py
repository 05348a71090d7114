"""What travels: bundles, outbox, intake and receipts."""
