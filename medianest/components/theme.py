"""The one theme: every colour, size, space, radius and duration of the interface.

``assets/css/theme.css`` is made from these tokens (``python -m medianest.components.theme``) and a test keeps the two
equal; the other style sheets use nothing but the variables that are made here. Dark is the default and the first
design; light has the same names. Text colours keep at least 4.5:1 on every surface that they are used on (WCAG AA),
controls and focus rings 3:1.
"""

from __future__ import annotations

from pathlib import Path

DISPLAY = '"Bricolage Grotesque Variable", "Inter Variable", system-ui, sans-serif'
TEXT = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
MONO = 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace'

DARK = {
    "bg": "#0a0b0f",
    "bg-deep": "#060709",
    "surface": "#13151b",
    "raised": "#1b1e26",
    "overlay": "#20242d",
    "field": "#171a21",
    "line": "rgb(255 255 255 / 0.09)",
    "line-strong": "rgb(255 255 255 / 0.4)",
    "hover": "rgb(255 255 255 / 0.07)",
    "text": "#f4f2ee",
    "text-2": "#b7bac4",
    "text-3": "#969aa7",
    "accent": "#ff8a5c",
    "accent-hover": "#ffa17b",
    "accent-soft": "rgb(255 138 92 / 0.16)",
    "on-accent": "#1d0c05",
    "heart": "#ff6f83",
    "good": "#6bdca0",
    "warn": "#ffcf70",
    "bad": "#ff8d8d",
    "bad-solid": "#c93a3a",
    "on-bad": "#ffffff",
    "bad-soft": "rgb(255 110 110 / 0.14)",
    "warn-soft": "rgb(255 207 112 / 0.13)",
    "good-soft": "rgb(107 220 160 / 0.13)",
    "scrim": "rgb(4 5 8 / 0.66)",
    "glass": "rgb(10 11 15 / 0.94)",
    "shade": "10 11 15",
    "shadow-1": "0 1px 2px rgb(0 0 0 / 0.4)",
    "shadow-2": "0 8px 24px rgb(0 0 0 / 0.45)",
    "shadow-3": "0 24px 64px rgb(0 0 0 / 0.6)",
    "glow": "0.34",
}

LIGHT = {
    "bg": "#f6f4f0",
    "bg-deep": "#eceae4",
    "surface": "#ffffff",
    "raised": "#ffffff",
    "overlay": "#ffffff",
    "field": "#ffffff",
    "line": "rgb(24 22 18 / 0.12)",
    "line-strong": "rgb(24 22 18 / 0.5)",
    "hover": "rgb(24 22 18 / 0.06)",
    "text": "#17181c",
    "text-2": "#4a4d57",
    "text-3": "#5f626d",
    "accent": "#a8360e",
    "accent-hover": "#8c2d0b",
    "accent-soft": "rgb(168 54 14 / 0.11)",
    "on-accent": "#ffffff",
    "heart": "#b81d3d",
    "good": "#12693f",
    "warn": "#7a5200",
    "bad": "#b02323",
    "bad-solid": "#b02323",
    "on-bad": "#ffffff",
    "bad-soft": "rgb(176 35 35 / 0.09)",
    "warn-soft": "rgb(190 130 0 / 0.13)",
    "good-soft": "rgb(18 105 63 / 0.1)",
    "scrim": "rgb(20 18 14 / 0.42)",
    "glass": "rgb(246 244 240 / 0.95)",
    "shade": "246 244 240",
    "shadow-1": "0 1px 2px rgb(40 30 20 / 0.1)",
    "shadow-2": "0 8px 24px rgb(40 30 20 / 0.14)",
    "shadow-3": "0 24px 64px rgb(40 30 20 / 0.22)",
    "glow": "0.3",
}

# Steps of 4 px; the name is the number of steps.
SPACE = {str(steps): f"{steps * 4 / 16:g}rem" for steps in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24)}

TYPE = {
    "xs": "0.75rem",
    "sm": "0.8125rem",
    "md": "0.9375rem",
    "lg": "1.0625rem",
    "xl": "1.25rem",
    "h3": "clamp(1.125rem, 0.4vw + 1.02rem, 1.375rem)",
    "h2": "clamp(1.375rem, 0.8vw + 1.15rem, 1.875rem)",
    "h1": "clamp(1.75rem, 1.6vw + 1.3rem, 2.75rem)",
    "hero": "clamp(2.25rem, 3.6vw + 1.2rem, 4.5rem)",
}

RADIUS = {"s": "6px", "m": "10px", "l": "16px", "xl": "24px", "full": "999px"}

MOTION = {
    "fast": "120ms",
    "base": "200ms",
    "slow": "420ms",
    "ease": "cubic-bezier(0.2, 0.8, 0.2, 1)",
}

LAYOUT = {
    "sidebar": "15rem",
    "header": "4rem",
    "bottom-bar": "3.75rem",
    "gutter": "clamp(1rem, 3vw, 3rem)",
    "card": "clamp(8.25rem, 11vw, 11.25rem)",
    "card-wide": "clamp(14rem, 20vw, 20rem)",
    "player-bar": "0px",  # the music bar sets it on the root while it shows
}

STYLESHEET = Path(__file__).resolve().parents[2] / "assets" / "css" / "theme.css"


def _block(selector: str, tokens: dict[str, str]) -> str:
    lines = "\n".join(f"  --{name}: {value};" for name, value in tokens.items())
    return f"{selector} {{\n{lines}\n}}\n"


def css() -> str:
    """The style sheet of variables, exactly as it is kept in ``assets``."""
    shared = {
        "display": DISPLAY,
        "body": TEXT,
        "mono": MONO,
        **{f"s{name}": value for name, value in SPACE.items()},
        **{f"t-{name}": value for name, value in TYPE.items()},
        **{f"r-{name}": value for name, value in RADIUS.items()},
        **MOTION,
        **LAYOUT,
    }
    return "".join(
        (
            "/* Made from medianest/components/theme.py by `python -m medianest.components.theme`. Edit there. */\n",
            _block(":root", shared),
            _block(":root,\n:root.dark,\n.always-dark", DARK),
            _block(":root.light", LIGHT),
        )
    )


if __name__ == "__main__":
    STYLESHEET.write_text(css(), encoding="utf-8")
