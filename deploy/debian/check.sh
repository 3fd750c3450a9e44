#!/bin/sh
# Proves the package on this very machine (Debian, root): it installs, runs, ends its tunnels in time, upgrades and is purged.
# Refuses where helloscope is installed already.  usage: check.sh PACKAGE.deb
set -eu
package=$(readlink -f -- "${1:?usage: check.sh PACKAGE.deb}")
work=$(mktemp -d)
pid=
fail() { echo "package check: $*" >&2; exit 1; }
clean() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  dpkg -P helloscope >/dev/null 2>&1 || true
  rm -rf "$work"
}
[ "$(id -u)" = 0 ] || fail "needs root"
dpkg -s helloscope >/dev/null 2>&1 && fail "helloscope is installed here; this check would purge it"
trap clean EXIT

dpkg -i "$package" >/dev/null || fail "does not install"
[ "$(stat -c %U:%a /var/lib/helloscope)" = helloscope:750 ] || fail "/var/lib/helloscope is not its user's alone"
helloscope check-config /etc/helloscope/helloscope.yaml >/dev/null || fail "its settings cannot be used"
systemd-analyze verify /lib/systemd/system/helloscope.service 2>"$work/verify" || fail "the unit: $(cat "$work/verify")"

# By hand what the unit does, since systemd does not run everywhere; on ports that nobody has.
sed -e 's/^listen: .*/listen: 127.0.0.1:13128/' -e 's/^  listen: 127.0.0.1:3129/  listen: 127.0.0.1:13129/' -e 's/^drain: .*/drain: 9s/' \
  /etc/helloscope/helloscope.yaml > "$work/settings" && cat "$work/settings" > /etc/helloscope/helloscope.yaml
setpriv --reuid=helloscope --regid=helloscope --clear-groups --no-new-privs env -i PATH="$PATH" JAVA_OPTS=-Xmx256m \
  helloscope run --config /etc/helloscope/helloscope.yaml --data /var/lib/helloscope > "$work/log" 2>&1 &
pid=$!
tries=0
until curl -sf http://127.0.0.1:13129/health >/dev/null; do
  tries=$((tries + 1)); [ $tries -lt 120 ] || fail "does not answer: $(cat "$work/log")"; sleep 0.5
done
mkdir "$work/origin" && echo hello > "$work/origin/page"
python3 - "$pid" <<'PY' || fail "an open tunnel did not end by itself within the drain time: $(cat "$work/log")"
import os, signal, socket, sys, threading, time
server = socket.create_server(("127.0.0.1", 0))
def serve():
    peer, _ = server.accept(); peer.recv(100); time.sleep(3); peer.sendall(b"late"); peer.close()
threading.Thread(target=serve, daemon=True).start()
tunnel = socket.create_connection(("127.0.0.1", 13128))
tunnel.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\nHost: x\r\n\r\n" % server.getsockname()[1])
assert tunnel.recv(200).startswith(b"HTTP/1.1 200")
tunnel.sendall(b"hi"); os.kill(int(sys.argv[1]), signal.SIGTERM); time.sleep(1)
try:
    socket.create_connection(("127.0.0.1", 13128)).close(); sys.exit("still accepts")
except ConnectionRefusedError:
    pass
assert tunnel.recv(200) == b"late"
PY
wait "$pid" && status=0 || status=$?
pid=
[ "$status" = 143 ] || [ "$status" = 0 ] || fail "ended with $status: $(cat "$work/log")"

dpkg-deb -R "$package" "$work/next"
sed -i 's/^Version: .*/Version: 99.0/' "$work/next/DEBIAN/control"
dpkg-deb -Znone -b "$work/next" "$work/next.deb" >/dev/null
dpkg -i "$work/next.deb" >/dev/null || fail "does not upgrade"
grep -q '^drain: 9s' /etc/helloscope/helloscope.yaml || fail "an upgrade lost the settings"
[ -s /var/lib/helloscope/history.db ] || fail "an upgrade lost the data"
dpkg -r helloscope >/dev/null && [ -s /etc/helloscope/helloscope.yaml ] || fail "removing took the settings along"
dpkg -P helloscope >/dev/null 2>&1 || fail "is not purged"
for left in /etc/helloscope /var/lib/helloscope /usr/share/helloscope /usr/bin/helloscope; do
  [ ! -e "$left" ] || fail "a purge left $left"
done
! getent passwd helloscope >/dev/null || fail "a purge left the user"
echo "package check: installs, runs, drains, upgrades and is purged"
