"""What people do: one short keyword-only function per verb."""
