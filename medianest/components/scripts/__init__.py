"""What only the browser can do: lists that fetch and virtualise themselves, focus, keys, the language store.

Each name is the import path of a script beside this file. Scripts are copied into the frontend under one folder, so
they import each other as ``./name``.
"""

import reflex as rx

I18N = rx.asset("i18n.js", shared=True).importable_path
SHELL = rx.asset("shell.js", shared=True).importable_path
FEED = rx.asset("feed.js", shared=True).importable_path
LISTS = rx.asset("lists.jsx", shared=True).importable_path
GRID = rx.asset("grid.jsx", shared=True).importable_path
SEARCH = rx.asset("search.jsx", shared=True).importable_path
MENU = rx.asset("menu.jsx", shared=True).importable_path
FORMAT = rx.asset("format.js", shared=True).importable_path
FORMS = rx.asset("forms.jsx", shared=True).importable_path
SECOND_FACTOR = rx.asset("second_factor.jsx", shared=True).importable_path
PASSKEYS = rx.asset("passkeys.jsx", shared=True).importable_path
PROFILES = rx.asset("profiles.jsx", shared=True).importable_path
PIN_WAIT = rx.asset("pin_wait.jsx", shared=True).importable_path
NEAR = rx.asset("near.jsx", shared=True).importable_path
LIVE = rx.asset("live.jsx", shared=True).importable_path
REORDER = rx.asset("reorder.jsx", shared=True).importable_path
