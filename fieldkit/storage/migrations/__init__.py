"""Schema changes, one file each; each stands by itself and imports nothing of ours."""
