#!/bin/sh
# Prints the path of a uv and of a Python 3.11 or newer, fetching uv into .uv/ when the machine has none.
# Usage: eval "$(tools/uv.sh)"   sets UV and UV_PYTHON
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# 3.11 and 3.12 first: for them a Redis comes along as a wheel.
python=
for candidate in "${PYTHON:-}" python3.12 python3.11 python3.13 python3.14 python3 python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && fits "$candidate"; then
        python=$("$candidate" -c 'import sys; print(sys.executable)')
        break
    fi
done
if [ -z "$python" ]; then
    echo "echo 'MediaNest needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3.12' >&2; exit 1"
    exit 0
fi

recent() { "$1" --version 2>/dev/null | grep -qE '^uv (0\.([89]|[1-9][0-9]+)|[1-9])\.'; }

uv=$(command -v uv || true)
if [ -z "$uv" ] || ! recent "$uv"; then
    uv=$PWD/.uv/bin/uv
    if [ ! -x "$uv" ] || ! recent "$uv"; then
        rm -rf .uv
        # Debian's Python may come without venv, or without pip; either is enough.
        if "$python" -m venv .uv >/dev/null 2>&1; then
            .uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.8,<1' >&2
        else
            rm -rf .uv
            "$python" -m pip install --quiet --disable-pip-version-check --target .uv 'uv>=0.8,<1' >&2 || {
                echo "echo 'Python has neither venv nor pip. Install one (apt install python3-venv), or uv itself.' >&2; exit 1"
                exit 0
            }
        fi
    fi
fi
# Believe whom the machine believes, as pip does: many a network puts a certificate of its own in between.
certs=
if [ -z "${UV_SYSTEM_CERTS:-}${UV_NATIVE_TLS:-}" ] && [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    certs='UV_SYSTEM_CERTS=true; export UV_SYSTEM_CERTS; '
fi
printf '%sUV="%s"; UV_PYTHON="%s"; UV_PYTHON_DOWNLOADS=never; export UV_PYTHON UV_PYTHON_DOWNLOADS\n' \
    "$certs" "$uv" "$python"
