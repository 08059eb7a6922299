#!/usr/bin/env bash
# Installs a real VS Code server (code-server) with a matching Node from the npm registry alone, for the in-host and UI tests.
# usage: install-code-server.sh current|oldest [folder]     Reuses what is already there; needs g++, make and python3.
set -euo pipefail

WHICH=${1:?current or oldest}
case "$WHICH" in
  current) CODE_SERVER=4.139.1 NODE=24.21.0 ;; # VS Code 1.139.1
  oldest) CODE_SERVER=4.103.2 NODE=22.17.1 ;;  # VS Code 1.103.2, the floor in package.json's engines; its Node is 22.17
  *) echo "install-code-server.sh: unknown version '$WHICH' (current or oldest)" >&2; exit 64 ;;
esac
REPOSITORY=$(cd "$(dirname "$0")/../.." && pwd)
TARGET=${2:-${LOOKALIKE_HARNESS:-$REPOSITORY/.vscode-harness}/$WHICH}
mkdir -p "$TARGET"
TARGET=$(cd "$TARGET" && pwd)

if [ "$(cat "$TARGET/installed" 2>/dev/null)" = "$CODE_SERVER node $NODE" ]; then
  echo "$TARGET: code-server $CODE_SERVER is there already"
  exit 0
fi
rm -rf "${TARGET:?}"/*
cd "$TARGET"
echo '{"name":"vscode-harness","private":true}' > package.json
lap() { echo "[${SECONDS}s] $*"; }
quiet() { npm "$@" --no-audit --no-fund --loglevel=error; }

# The installers of an outer `npm run` must not leak into these folders.
unset npm_config_local_prefix npm_package_json npm_lifecycle_event INIT_CWD NODE_OPTIONS || true

# 1. Node, binary and headers. Its preinstall copies the platform package into place, so scripts stay on here.
quiet install --no-save --no-package-lock --prefix "$TARGET/node" "node@$NODE"
NODE_HOME="$TARGET/node/node_modules/node"
export PATH="$NODE_HOME/bin:$PATH"
PLATFORM=$(node -p '`node-${process.platform}-${process.arch}`')
HEADERS="$NODE_HOME/node_modules/$PLATFORM"
[ -d "$HEADERS/include/node" ] || HEADERS="$TARGET/node/node_modules/$PLATFORM"
export npm_config_nodedir="$HEADERS"
lap "node $(node -v)"

# 2. code-server, no install scripts: what they would do follows, without what would leave the registry.
quiet install --ignore-scripts "code-server@$CODE_SERVER"
CODE="$TARGET/node_modules/code-server"
lap "code-server"

# 3. The server's own packages. Optional ones (agents' binaries, 128 MB) stay away, except the file watcher's prebuilt binary.
(
  cd "$CODE/lib/vscode"
  quiet install --omit=dev --omit=optional --ignore-scripts
  WATCHER=$(node -p "require('@parcel/watcher/package.json').version")
  if npm view "@parcel/watcher-linux-x64-glibc@$WATCHER" version >/dev/null 2>&1; then
    quiet install --no-save --omit=dev --omit=optional --ignore-scripts "@parcel/watcher-$(node -p 'process.platform')-$(node -p 'process.arch')-glibc@$WATCHER"
  fi
)
(cd "$CODE/lib/vscode/extensions" && quiet install --omit=dev --ignore-scripts)
lap "packages of the server and its TypeScript extension"

# 4. Native add-ons the server cannot run without, compiled with the headers above.
(
  cd "$CODE/lib/vscode"
  for ADDON in @vscode/spdlog @vscode/native-watchdog native-watchdog; do
    [ -d "node_modules/$ADDON" ] && quiet rebuild "$ADDON"
  done
  [ -f node_modules/node-pty/build/Release/pty.node ] || [ -d node_modules/node-pty/prebuilds ] || {
    NODE_GYP=$(dirname "$(readlink -f "$(command -v npm)")")/node-gyp-bin/node-gyp
    (cd node_modules/node-pty && "$NODE_GYP" rebuild >/dev/null 2>&1) || echo "node-pty did not compile: no terminal in this harness"
  }
  # Releases before 4.133 fetch ripgrep from elsewhere: use the system's.
  if [ -d node_modules/@vscode/ripgrep ] && [ ! -e node_modules/@vscode/ripgrep/bin/rg ]; then
    mkdir -p node_modules/@vscode/ripgrep/bin
    ln -sf "$(command -v rg || echo /usr/bin/rg)" node_modules/@vscode/ripgrep/bin/rg
  fi
  [ -e node_modules.asar ] || ln -s node_modules node_modules.asar
  cd bin/remote-cli && ln -sf code-linux.sh code-server
  cd ../helpers && ln -sf browser-linux.sh browser.sh
)
if [ -d "$CODE/node_modules/argon2" ] || [ -d "$TARGET/node_modules/argon2" ]; then quiet rebuild argon2 || true; fi
lap "native add-ons"

node "$CODE/out/node/entry.js" --config "$TARGET/config.yaml" --version
echo "$CODE_SERVER node $NODE" > "$TARGET/installed"
lap "done: $TARGET"
