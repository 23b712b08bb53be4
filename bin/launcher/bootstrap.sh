# Sourced by bin/dev, bin/test, bin/manage and .ci/run from the checkout's root. `bootstrap` leaves
# a ready .venv behind, or says what is missing and stops. POSIX sh; no service is started here.

say() { printf '%s\n' "$*" >&2; }

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

# Prints the real path of a Python >= 3.12. A version manager's shim can be on PATH for a
# version that is not active and then fails, so every candidate is run, not just looked up.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        candidates=$PYTHON
    else
        versions=${PYENV_ROOT:-${HOME:-}/.pyenv}/versions
        pinned=$(cat .python-version)
        candidates="python$pinned $(echo "$versions/$pinned"*/bin/python)"
        candidates="$candidates python3.14 python3.13 python3.12 python3 python"
        candidates="$candidates $(echo "$versions"/3.1[2-9]*/bin/python)"
    fi
    for candidate in $candidates; do
        if new_enough "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    if [ -z "${PYTHON:-}" ] && has_uv; then
        found=$("$UV" python find --no-project '>=3.12' 2>/dev/null) && new_enough "$found" &&
            printf '%s\n' "$found"
    fi
}

has_uv() {
    UV=${UV:-uv}
    "$UV" --version >/dev/null 2>&1
}

no_python() {
    if [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is not a Python 3.12 or newer."
    else
        say "Foothold needs Python 3.12 or newer, and none was found."
    fi
    say "Get one with one of these, then run this again:"
    say "    pyenv install 3.13        uv python install 3.13        brew install python@3.13"
    say "or name it:  PYTHON=/path/to/python3.13 $0"
    exit 1
}

make_venv() {
    python=$(find_python)
    [ -n "$python" ] || no_python
    say "Making .venv with $python"
    if has_uv && "$UV" venv --quiet --clear --no-project --python "$python" .venv; then
        return
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        say "$python cannot make virtual environments. On Debian or Ubuntu:"
        say "    apt-get install python$version-venv"
        exit 1
    fi
    "$python" -m venv --clear .venv
}

# Prints what the installed packages should follow from: the pinned lists and the Python.
wanted() {
    .venv/bin/python - requirements/*.txt <<'PYTHON'
import hashlib, pathlib, sys

digest = hashlib.sha256(sys.version.encode())
for name in sorted(sys.argv[1:]):
    digest.update(pathlib.Path(name).read_bytes())
print(digest.hexdigest())
PYTHON
}

by_pip() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    # Uncompiled halves the time: most of what is installed is never imported.
    .venv/bin/python -m pip install -qq --no-compile --disable-pip-version-check --no-input "$@"
}

# By uv, ours if the machine has none. By pip where uv fails: it does not read pip's configuration.
install() {
    if ! has_uv && [ ! -x .venv/bin/uv ]; then
        by_pip --require-hashes -r requirements/installer.txt || true
    fi
    if ! has_uv; then
        UV=.venv/bin/uv
    fi
    "$UV" pip install --quiet --python .venv/bin/python "$@" || by_pip "$@"
}

install_requirements() {
    wanted=$(wanted)
    stamp=.venv/requirements.sha256
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    say "Installing requirements (hash-checked)"
    if ! install --require-hashes -r requirements/base.txt -r requirements/dev.txt; then
        say "The requirements could not be installed: see above. Is a package registry reachable?"
        exit 1
    fi
    if [ -f requirements/contract.txt ]; then
        # The published fake of Stripe pins an older stripe; the tests need it beside ours.
        install --no-deps --require-hashes -r requirements/contract.txt || exit 1
    fi
    printf '%s\n' "$wanted" >"$stamp"
}

bootstrap() {
    if ! new_enough .venv/bin/python; then
        make_venv
    fi
    install_requirements
    # Each process would else compile everything anew where compiled files are not wanted beside
    # the sources (as in containers): 1.5 s of CPU each, and a site has eight.
    unset PYTHONDONTWRITEBYTECODE
    export PYTHONPYCACHEPREFIX="$PWD/.venv/pycache"
}
