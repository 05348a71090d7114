"""Qt and only Qt: shell, pages, dialogs, models and widgets."""
