"""Draws the figure from the numbers beside this file: python draw.py [OUT.pdf]

How it looks stands in figure.json; needs NumPy and Matplotlib.
"""

import json
import pathlib
import sys
import textwrap

import numpy as np
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

HERE = pathlib.Path(__file__).resolve().parent
LOOKS = json.loads((HERE / "figure.json").read_text(encoding="utf-8"))
PT = LOOKS["type_pt"] / 9.5  # lengths are told for type of 9.5 points


def names_of(panel, begin):
    return [name for name in panel["tables"] if name.startswith(begin)]


def column(data, table, name):
    return data[f"{table}_{name}"]


def set_axes(ax, panel):
    for axis, name in ((ax.xaxis, "x"), (ax.yaxis, "y")):
        look = panel[name]
        if look["is_log"]:
            axis._set_axes_scale("log")
        axis.set_label_text(look["label"])
    ax.set_xlim(panel["x"]["range"])
    ax.set_ylim(panel["y"]["range"])


def image(ax, panel):
    pixels = plt.imread(HERE / f"{panel['file']}.png")
    extent = [*panel["x"]["range"], *panel["y"]["range"]]
    ax.imshow(pixels, extent=extent, aspect="auto", interpolation="nearest", zorder=0)


def colours(panel):
    scale = panel["scale"]
    low, high = scale["range"]
    cmap = LinearSegmentedColormap.from_list("figure", scale["colors"])
    return cmap, LogNorm(low, high, clip=True) if scale["is_log"] else Normalize(low, high)


def draw_map(fig, ax, panel, data):
    if panel["has_image"]:
        image(ax, panel)
    else:
        cmap, norm = colours(panel)
        values = np.clip(data[panel["array"]], *panel["scale"]["range"])
        mesh = ax.pcolormesh(data["x"], data["y"], values, cmap=cmap, norm=norm,
                             shading="nearest", rasterized=True)
        fig.colorbar(mesh, ax=ax, label=panel["scale"]["label"])
    if "contours" in panel["tables"]:
        ax.plot(column(data, "contours", "x"), column(data, "contours", "y"),
                color="white", alpha=0.6, linewidth=0.5 * PT)
    draw_marks(ax, panel, data)
    handles = [Patch(color=line["color"] or "#808080", label=line["text"])
               for line in panel["legend"]]
    handles += [Line2D([], [], color=path["color"], label=path["text"])
                for path in panel["paths"] if path["text"]]
    legend(ax, handles)


def legend(ax, handles):
    if not handles:
        return
    try:
        ax.figure.legend(handles=handles, loc="outside lower left", frameon=False)
    except ValueError:  # before Matplotlib 3.7
        ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.25), frameon=False)


def draw_marks(ax, panel, data):
    """Proven flat minima, paths and named points."""
    for name, is_region in zip(names_of(panel, "flat_"), panel["flat_regions"]):
        x, y = column(data, name, "x"), column(data, name, "y")
        if is_region:
            ax.fill(x, y, facecolor="none", edgecolor="#1b9e3e", hatch="////", linewidth=0)
        else:
            ax.plot(x, y, color="#1b9e3e", linewidth=2 * PT)
    for name, look in zip(names_of(panel, "path_"), panel["paths"]):
        x, y = column(data, name, "x"), column(data, name, "y")
        ax.plot(x, y, color=look["color"], linewidth=1.6 * PT)
        ax.plot(x[-1:], y[-1:], "o", color=look["color"], markeredgecolor="white")
    if "points" not in panel["tables"]:
        return
    points = zip(*(column(data, "points", key)
                   for key in ("name", "x", "y", "distance", "is_start")))
    for name, x, y, distance, is_start in points:
        inside = (panel["x"]["range"][0] <= x <= panel["x"]["range"][1]
                  and panel["y"]["range"][0] <= y <= panel["y"]["range"][1])
        if inside:
            ax.plot(x, y, "^" if is_start else "o", markersize=5 * PT, markeredgecolor="black",
                    markerfacecolor="white" if distance < 1e-6 else "none")
            ax.annotate(name, (x, y), xytext=(4, 4), textcoords="offset points")


def draw_surface(ax, panel, data):
    cmap, norm = colours(panel)
    heights = np.clip(data[panel["array"]], *panel["scale"]["range"])
    rows, columns = (max(1, -(-side // 120)) for side in heights.shape)
    x, y = np.meshgrid(data["x"][::columns], data["y"][::rows])
    heights = heights[::rows, ::columns]
    shown = np.log10(heights) if panel["scale"]["is_log"] else heights
    faces = cmap(norm(heights))
    if panel["has_image"]:
        pixels = plt.imread(HERE / f"{panel['file']}.png")[::-1]
        down, across = (np.arange(side) * size // side
                        for side, size in zip(heights.shape, pixels.shape))
        faces = pixels[np.ix_(down, across)]
    ax.plot_surface(x, y, shown, facecolors=faces, rstride=1, cstride=1, shade=False)
    label = panel["scale"]["label"]
    ax.set(xlabel=panel["x"]["label"], ylabel=panel["y"]["label"],
           zlabel=f"$\\log_{{10}}$ {label}" if panel["scale"]["is_log"] else label)
    elevation, azimuth = panel["camera"]
    ax.view_init(elev=elevation, azim=azimuth - 90)


def draw_line(ax, panel, data):
    ax.plot(column(data, "line", "x"), column(data, "line", "y"), color="#0072b2")
    set_axes(ax, panel)
    draw_marks(ax, panel, data)


def dashes(look):
    return (0, [PT * length for length in look["dash"]]) if look["dash"] else "-"


def draw_chart(ax, panel, data):
    set_axes(ax, panel)
    if panel["has_image"]:
        image(ax, panel)
    for name, look in zip(names_of(panel, "line_"), panel["lines"]):
        ax.plot(column(data, name, "x"), column(data, name, "y"), color=look["color"],
                linewidth=look["width"] * PT, linestyle=dashes(look))
    for name, look in zip(names_of(panel, "marks_"), panel["marks"]):
        x, y = column(data, name, "x"), column(data, name, "y")
        ax.plot(x, y, look["shape"], color=look["color"], markeredgecolor="black", zorder=3)
        if look["is_crossed"]:
            ax.plot(x, y, "x", color="black", zorder=4)
    handles = [Line2D([], [], color=key["color"], label=key["text"], marker=key["shape"] or "",
                      linestyle=dashes(key) if key["dash"] or not key["shape"] else "")
               for key in panel["key"]]
    legend(ax, handles)


def draw_bars(ax, panel, data):
    share, low, high = (100 * column(data, "shares", key) for key in ("share", "low", "high"))
    places = np.arange(len(share))
    ax.barh(places, share, color=[color or "#808080" for color in panel["colors"]],
            edgecolor="black", xerr=[np.maximum(share - low, 0), np.maximum(high - share, 0)])
    names = [textwrap.fill(name, 20) for name in column(data, "shares", "name")]
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    ax.set_xlabel("share of starts (%)")


def draw_network(ax, panel, data):
    sizes = panel["layers"]

    def at(layer, unit):
        return layer, 0.5 * (sizes[int(layer)] - 1) - unit

    weights = column(data, "weights", "weight")
    greatest = np.abs(weights).max(initial=0) or 1
    rows = zip(column(data, "weights", "layer"), column(data, "weights", "from"),
               column(data, "weights", "to"), weights)
    for layer, begin, end, weight in rows:
        (x0, y0), (x1, y1) = at(layer, begin), at(layer + 1, end)
        ax.plot([x0, x1], [y0, y1], color="#d55e00" if weight >= 0 else "#0072b2",
                linestyle="-" if weight >= 0 else "--",
                linewidth=PT * (0.3 + 3.1 * abs(weight) / greatest), zorder=1)
    for layer, size in enumerate(sizes):
        units = [at(layer, unit) for unit in range(size)]
        ax.plot(*zip(*units), "o", color="white", markeredgecolor="black", markersize=12 * PT)
    ax.axis("off")


def main(out):
    plt.rcParams.update({"font.size": LOOKS["type_pt"], "svg.fonttype": "none",
                         "pdf.fonttype": 42, "legend.fontsize": "small",
                         "lines.markersize": 5 * PT, "axes.linewidth": 0.8 * PT})
    panels, columns = LOOKS["panels"], LOOKS["columns"]
    rows = -(-len(panels) // columns)
    fig = plt.figure(figsize=[mm / 25.4 for mm in LOOKS["size_mm"]], layout="constrained")
    if LOOKS["title"]:
        fig.suptitle(LOOKS["title"])
    parts = fig.subfigures(rows, columns, squeeze=False).flat
    for part, panel in zip(parts, panels):
        data = np.load(HERE / f"{panel['file']}.npz")
        kind = panel["kind"]
        ax = part.add_subplot(projection="3d" if kind == "surface" else None)
        if panel["letter"]:
            ax.set_title(panel["letter"], loc="left", fontsize=LOOKS["type_pt"])
        if kind == "map":
            draw_map(part, ax, panel, data)
            set_axes(ax, panel)
        else:
            draw = {"surface": draw_surface, "line": draw_line, "chart": draw_chart,
                    "bars": draw_bars, "network": draw_network}[kind]
            draw(ax, panel, data)
    fig.savefig(out, dpi=300)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else HERE / "draw-matplotlib.pdf")
