"""Papers beside the evidence report: what is handed out at night, and what is written on when there is no laptop."""
