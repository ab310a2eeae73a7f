"""The map of states as text and as a picture."""

from __future__ import annotations

from pathlib import Path

from unclench.model.invalid import InvalidInput
from unclench.simulate.state_map import BOTH, LOCKED, RELAXED, StateMap

LETTERS = {RELAXED: ".", BOTH: "o", LOCKED: "#"}
TEXT_ROWS = 21
COLOURS = ("#dbe9dd", "#f0c36d", "#9c3d2e")


def as_text(found: StateMap) -> str:
    """The map in letters, sensitisation upwards and drive to the right."""
    step, name = max(1, len(found.kinds) // TEXT_ROWS), "tonic drive (share of maximum)"
    lines = [
        f"Which states of the muscle exist ({found.mechanism.value}, injury {found.injury:g}, {found.posture.value})",
        ". only relaxed   o relaxed and locked   # only locked",
        "",
    ]
    for place in range(len(found.kinds) - 1, -1, -step):
        letters = "".join(LETTERS[kind] for kind in found.kinds[place])
        lines.append(f"{found.sensitisations[place]:5.2f} |{letters}")
    lines += [
        f"      +{'-' * len(found.drives)}",
        f"       {found.drives[0]:<6.2f}{name:^{max(len(found.drives) - 12, 1)}}{found.drives[-1]:>6.2f}",
        "upwards: sensitisation of the pain endings, 0-1",
    ]
    return "\n".join(lines)


def check_kind(path: Path) -> None:
    """Refuse an ending that matplotlib does not know. Raises InvalidInput."""
    from matplotlib.figure import Figure

    allowed = Figure().canvas.get_supported_filetypes()
    if path.suffix.lstrip(".") not in allowed:
        raise InvalidInput("--picture", str(path), f"a file name that ends in one of {', '.join(sorted(allowed))}")


def draw(maps: list[StateMap], path: Path) -> None:
    """Write the maps side by side as a picture; the ending (png, svg, pdf) decides the format. Needs matplotlib.

    Raises:
        InvalidInput: an ending that matplotlib does not know.
    """
    check_kind(path)
    import matplotlib as mpl
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    with mpl.rc_context({"svg.hashsalt": "unclench", "svg.fonttype": "none"}):
        figure = Figure(figsize=(3.6 * len(maps) + 0.6, 4.2), layout="constrained")
        all_axes = figure.subplots(1, len(maps), squeeze=False, sharey=True)[0]
        for axes, found in zip(all_axes, maps, strict=True):
            extent = (found.drives[0], found.drives[-1], 0.0, 1.0)
            axes.imshow(
                found.kinds, origin="lower", aspect="auto", extent=extent, vmin=0, vmax=2, cmap=ListedColormap(COLOURS)
            )
            axes.set_title(f"{found.mechanism.value.replace('_', ' ')}\ninjury {found.injury:g}", fontsize=9)
            axes.set_xlabel("tonic drive (share of maximum)", fontsize=8)
        all_axes[0].set_ylabel("sensitisation (0-1)", fontsize=8)
        names = ("only relaxed", "relaxed and locked", "only locked")
        patches = [Patch(color=colour, label=name) for colour, name in zip(COLOURS, names, strict=True)]
        figure.legend(handles=patches, loc="outside lower center", ncols=3, fontsize=8)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
