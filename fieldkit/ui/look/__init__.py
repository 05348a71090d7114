"""The look in one table: tokens, style sheet, palette, fonts and tinted icons. Nothing else in `ui` names a colour."""
