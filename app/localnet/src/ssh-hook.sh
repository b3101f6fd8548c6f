#!/bin/sh
# A hook of `io supplier serve` for a network of your own: an SSH server on 127.0.0.1 for each reservation, at a free port
# from 42200. A tenant is the user that runs the service, and nothing keeps it from the files of that user.
set -eu
base=$(dirname "$0")
action=$1
input=$(cat)
# The service was killed.
[ -n "$input" ] || exit 0
field() { printf '%s' "$input" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
reservation=$(field reservation)
[ -n "$reservation" ] || { echo "no reservation on standard input" >&2; exit 1; }
home=$base/tenants/$reservation

# The server, and the shells that it has open.
ends() {
  [ -s "$home/pid" ] || return 0
  pid=$(cat "$home/pid")
  command -v pkill > /dev/null && pkill -P "$pid" || true
  kill "$pid" 2> /dev/null || true
}

# sshd wants its whole path.
server() {
  for sshd in /usr/sbin/sshd /usr/local/sbin/sshd /sbin/sshd; do
    [ ! -x "$sshd" ] || { echo "$sshd"; return; }
  done
  echo "there is no sshd on this machine" >&2
  return 1
}

configure() {
  cat << CONFIG
ListenAddress 127.0.0.1:$1
HostKey $home/host
PidFile $home/pid
AuthorizedKeysFile $home/authorized_keys
AuthenticationMethods publickey
StrictModes no
PermitRootLogin prohibit-password
CONFIG
}

# Whether it serves at a port. It goes into the background before it binds: its log, or the file of its process, says more.
serves() {
  configure "$1" > "$home/config"
  : > "$home/sshd.log"
  "$sshd" -f "$home/config" -E "$home/sshd.log"
  until [ -s "$home/pid" ]; do
    ! grep -q "Cannot bind" "$home/sshd.log" || return 1
    sleep 0.1
  done
}

case $action in
  provision)
    sshd=$(server)
    mkdir -p "$home"
    chmod 700 "$home"
    home=$(cd "$home" && pwd)
    ends
    rm -f "$home/host" "$home/host.pub" "$home/pid"
    ssh-keygen -q -t ed25519 -N '' -C '' -f "$home/host"
    printf '%s' "$input" | sed -n 's/.*"ssh_keys":\["\([^"]*\)".*/\1/p' > "$home/authorized_keys"
    # Of root it wants this folder, whatever it is configured to do.
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    port=42200
    until serves "$port"; do
      port=$((port + 1))
      [ "$port" -lt 42300 ] || { cat "$home/sshd.log" >&2; exit 1; }
    done
    printf '{"kind":"ssh","host":"127.0.0.1","port":%s,"user":"%s","host_key":"%s","notes":"on this machine"}\n' \
      "$port" "$(id -un)" "$(cat "$home/host.pub")"
    ;;
  check) kill -0 "$(cat "$home/pid")" ;;
  teardown)
    ends
    rm -rf "$home"
    ;;
esac
