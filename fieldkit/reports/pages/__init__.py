"""From what a report says to pages: its look, its tables, its parts."""
