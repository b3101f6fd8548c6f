#!/bin/sh
# A hook of `io supplier serve` for tests: an SSH server on this machine for each reservation. Lines of the file `kills` say
# where it kills the service that has called it, and the file `broken` that it fails.
set -eu
base=$(dirname "$0")
action=$1
input=$(cat)
field() { printf '%s' "$input" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
# Each service once: what is killed lives on as a zombie for a while.
kills() {
  if grep -qx "$1" "$base/kills" 2> /dev/null && ! grep -qx "$PPID" "$base/killed" 2> /dev/null; then
    echo "$PPID" >> "$base/killed"
    sed -i "/^$1\$/d" "$base/kills"
    kill -9 "$PPID"
  fi
}
ends() { [ ! -s "$home/pid" ] || kill "$(cat "$home/pid")" 2> /dev/null || true; }

home=$base/tenants/$(field reservation)
echo "$action $(field reservation)" >> "$base/calls"
kills "$action-begin"
case $action in
  provision)
    if [ -f "$base/broken" ]; then
      echo "no GPU answers" >&2
      exit 1
    fi
    mkdir -p "$home"
    chmod 700 "$home"
    ends
    rm -f "$home/host" "$home/host.pub" "$home/pid"
    ssh-keygen -q -t ed25519 -N '' -C '' -f "$home/host"
    printf '%s' "$input" | sed -n 's/.*"ssh_keys":\["\([^"]*\)".*/\1/p' > "$home/authorized_keys"
    port=$(cat "$base/port")
    cat > "$home/config" << CONFIG
ListenAddress 127.0.0.1:$port
HostKey $home/host
PidFile $home/pid
AuthorizedKeysFile $home/authorized_keys
AuthenticationMethods publickey
StrictModes no
PermitRootLogin prohibit-password
CONFIG
    # Of root it wants this folder, whatever it is configured to do.
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    "$(cat "$base/sshd")" -f "$home/config" -E "$home/sshd.log"
    # It is written once connections are accepted.
    while [ ! -s "$home/pid" ]; do :; done
    printf '{"kind":"ssh","host":"127.0.0.1","port":%s,"user":"%s","host_key":"%s","notes":"a test"}\n' \
      "$port" "$(id -un)" "$(cat "$home/host.pub")"
    ;;
  check) kill -0 "$(cat "$home/pid")" ;;
  teardown)
    ends
    rm -rf "$home"
    ;;
esac
kills "$action-end"
