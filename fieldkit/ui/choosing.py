"""A shell that can ask for a folder, for files, or for the name of a new one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fieldkit.ui.shell import Shell


class Choosing(Shell):
    """Opens the system's own dialogs for files; none of them blocks."""

    def choose_folder(self, title: str, picked: Callable[[Path], None]) -> None:
        """Let the person choose a folder."""
        self._choose(title, QFileDialog.FileMode.Directory, lambda paths: picked(paths[0]))

    def choose_files(self, title: str, pattern: str, picked: Callable[[list[Path]], None]) -> None:
        """Let the person choose files. pattern: words and endings, "Bundles (*.fkb)"."""
        self._choose(title, QFileDialog.FileMode.ExistingFiles, picked, pattern)

    def choose_new_file(self, title: str, name: str, picked: Callable[[Path], None]) -> None:
        """Let the person name a new file, *name* offered."""
        dialog = self._choose(title, QFileDialog.FileMode.AnyFile, lambda paths: picked(paths[0]))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)

    def _choose(
        self, title: str, mode: QFileDialog.FileMode, picked: Callable[[list[Path]], None], pattern: str = ""
    ) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setObjectName("choose")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if os.environ.get("FIELDKIT_TEST"):  # a test drives Qt's own dialog; the system's is out of its reach
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        if pattern:
            dialog.setNameFilter(pattern)
        dialog.filesSelected.connect(lambda chosen: picked([Path(name) for name in chosen]))
        dialog.open()
        return dialog
