"""Re-sent copies of photos, and the originals that arrive after them."""

from __future__ import annotations

from fieldkit.domain.view import OriginalView, SeizureView


def replaced(view: SeizureView) -> dict[str, str]:
    """Return for each copy whose original has arrived the id of that original; what somebody said, never a guess."""
    return {
        one.fact.register.shown.original_of: one.id
        for one in view.originals
        if one.fact.register.shown.original_of and not one.fact.voided
    }


def originals_for(view: SeizureView, copy: OriginalView) -> tuple[OriginalView, ...]:
    """Return the photos that may be the original of *copy*: with camera data and pictures of the same form.

    A messenger makes pictures smaller and renames them, so this proposes; a person says which one it is. Those of the
    same size in pixels come first.
    """
    told = copy.examined
    if told is None or not told.width or not told.height:
        return ()
    form, size = _form(told.width, told.height), {told.width, told.height}
    found = []
    for one in view.originals:
        seen = one.examined
        if one.id == copy.id or seen is None or seen.likely_copy or not seen.width or not seen.height:
            continue
        if abs(_form(seen.width, seen.height) - form) * 100 < form:
            found.append(({seen.width, seen.height} != size, one.id, one))
    return tuple(one for _other, _id, one in sorted(found, key=lambda item: item[:2]))


def _form(width: int, height: int) -> int:
    """Return the longer side in ten-thousandths of the shorter: turning a picture leaves it as it is."""
    return max(width, height) * 10_000 // min(width, height)
