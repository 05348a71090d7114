"""What a seizure is: frozen records, entry types and rules as pure functions. No I/O, clock, SQL, Qt or crypto."""
