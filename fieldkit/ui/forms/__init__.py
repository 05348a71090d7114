"""Forms: what can be typed of a seizure, declared once (`spec`, `sections`, `things`), drawn by `view.FormView`."""
