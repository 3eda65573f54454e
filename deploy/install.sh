#!/bin/sh
# Installs omicz-meta from the folder in which this file stands. No network is used.
#
#   sh install.sh [PREFIX]      PREFIX: where to put it, by default ~/omicz-meta
#
# PYTHON=/path/to/python3.x names the Python to use, OMICZ_PACKS=/folder where packs go.
# Run again it puts right what is there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
prefix=${1:-$HOME/omicz-meta}
wanted=$(cat "$here/PYTHON")
extras=$(cat "$here/EXTRAS")

stop() {
  echo "install.sh: $1" >&2
  exit 3
}

echo "Comparing checksums."
cd "$here"
if command -v sha256sum >/dev/null; then
  sha256sum --check --quiet SHA256SUMS || stop "a file is damaged or missing; copy the archive once more."
elif command -v shasum >/dev/null; then
  shasum -a 256 --check --quiet SHA256SUMS || stop "a file is damaged or missing; copy the archive once more."
else
  stop "neither sha256sum nor shasum is here to compare checksums with."
fi

python=
for name in ${PYTHON:-} "python$wanted" python3; do
  if [ "$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]; then
    python=$name
    break
  fi
done
[ -n "$python" ] || stop "Python $wanted is needed, for which the wheels were made."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  stop "Python cannot make virtual environments here. Debian, Ubuntu: python$wanted-venv"

echo "Installing into $prefix."
"$python" -m venv "$prefix"
PIP_CONFIG_FILE=/dev/null "$prefix/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
  --no-index --find-links "$here/wheels" --force-reinstall "omicz-meta${extras:+[$extras]}"

if [ -f packs.tar ]; then
  echo "Installing packs."
  "$prefix/bin/omicz-meta" packs add packs.tar
fi

"$prefix/bin/omicz-meta" doctor >/dev/null || stop "installed, but \`$prefix/bin/omicz-meta doctor\` finds something wrong."
echo "omicz-meta is installed. Try it: $prefix/bin/omicz-meta demo"
