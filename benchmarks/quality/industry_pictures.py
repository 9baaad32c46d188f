"""Two pictures of the industry benchmark as plain SVG: confusion of sections, reliability of the confidence."""

from __future__ import annotations

from collections import Counter
from html import escape

import numpy as np

CELL, EDGE = 26, 60
SIDE = 360


def confusion_svg(truth: list[str], answers: list[str]) -> str:
    """Rows: the true section; columns: the answer; a cell holds its count, darker for a larger share of its row."""
    names = sorted({*truth, *answers})
    counts, totals = Counter(zip(truth, answers, strict=True)), Counter(truth)
    parts = [text(EDGE + CELL * len(names) / 2, 16, "判读结果（门类）", "middle"), text(4, EDGE - 8, "标注")]
    for row, true in enumerate(names):
        y = EDGE + CELL * row
        parts += [
            text(EDGE - 8, y + 17, f"{true}（{totals[true]}）", "end"),
            text(EDGE + CELL * row + 9, EDGE - 8, true),
        ]
        for column, answer in enumerate(names):
            count = counts[(true, answer)]
            share = count / totals[true] if totals[true] else 0.0
            colour = "#2f6f4f" if true == answer else "#b3402a"
            box = f'x="{EDGE + CELL * column}" y="{y}" width="{CELL - 1}" height="{CELL - 1}"'
            parts.append(f'<rect {box} fill="{colour}" fill-opacity="{share:.3f}" stroke="#ddd"/>')
            if count:
                parts.append(text(EDGE + CELL * column + CELL / 2, y + 17, str(count), "middle"))
    size = EDGE + CELL * len(names) + 10
    return page(size, size, parts)


def reliability_svg(confidence: np.ndarray, hits: np.ndarray, bins: int = 10) -> str:
    """Stated confidence against the share that is right, ten bins; the area of a dot is the number of companies."""
    edge, parts = 50, []
    parts.append(
        f'<line x1="{edge}" y1="{edge + SIDE}" x2="{edge + SIDE}" y2="{edge}" stroke="#999" stroke-dasharray="4 4"/>'
    )
    parts.append(f'<rect x="{edge}" y="{edge}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#333"/>')
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    for number in sorted(set(place.tolist())):
        inside = place == number
        x, y = edge + SIDE * confidence[inside].mean(), edge + SIDE * (1 - hits[inside].mean())
        radius = 3 + 16 * float(np.sqrt(inside.mean()))
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#2f6f4f" fill-opacity="0.5"/>'
        )
        parts.append(text(x, y - radius - 3, f"{int(inside.sum())} 家", "middle"))
    for tick in (0.0, 0.5, 1.0):
        parts += [
            text(edge + SIDE * tick, edge + SIDE + 18, f"{tick:.1f}", "middle"),
            text(edge - 6, edge + SIDE * (1 - tick) + 4, f"{tick:.1f}", "end"),
        ]
    parts += [
        text(edge + SIDE / 2, edge + SIDE + 38, "所报置信度", "middle"),
        text(edge, edge - 14, "判对的占比（大类）"),
    ]
    return page(SIDE + 2 * edge, SIDE + 2 * edge, parts)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """A label."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" text-anchor="{anchor}">{escape(words)}</text>'


def page(width: float, height: float, parts: list[str]) -> str:
    """An SVG document on white."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return head + f'<rect width="{width}" height="{height}" fill="#fff"/>' + "".join(parts) + "</svg>\n"
