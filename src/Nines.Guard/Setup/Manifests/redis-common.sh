# Read by redis-start.sh and sentinel-start.sh. POSIX sh; needs redis-cli, and timeout from coreutils or busybox.
#
#   SELF           this pod's stable host name
#   PEERS          the stable host names of all pods, in order, separated by spaces; SELF is one of them
#   DATA           a writable folder of this pod
#   REDIS_PORT     6379 when unset
#   SENTINEL_PORT  26379 when unset
#   MASTER_NAME    nines-guard when unset
#   PASSWORD_FILE  a file with the password; empty for none
#   TLS_DIR        a folder with ca.crt, server.crt and server.key; empty for plain connections
#   BIND           the addresses to listen on, all when unset
#   PATIENCE       seconds to look for a primary before this pod believes that there is none, 15 when unset

REDIS_PORT=${REDIS_PORT:-6379}
SENTINEL_PORT=${SENTINEL_PORT:-26379}
MASTER_NAME=${MASTER_NAME:-nines-guard}
PATIENCE=${PATIENCE:-15}
password=
if [ -n "${PASSWORD_FILE:-}" ]; then
  password=$(cat "$PASSWORD_FILE")
  # redis-cli reads it from here, so that it never is an argument that others could see.
  export REDISCLI_AUTH="$password"
fi

ask() { # HOST PORT COMMAND...
  host=$1
  port=$2
  shift 2
  if [ -n "${TLS_DIR:-}" ]; then
    timeout 2 redis-cli --tls --cacert "$TLS_DIR/ca.crt" -h "$host" -p "$port" "$@" 2>/dev/null
  else
    timeout 2 redis-cli -h "$host" -p "$port" "$@" 2>/dev/null
  fi
}

is_primary() { # HOST
  [ "$(ask "$1" "$REDIS_PORT" ROLE | head -n 1)" = master ]
}

# The primary that a Sentinel of another pod names and that says itself that it is one; nothing when there is none.
named_primary() {
  for peer in $PEERS; do
    [ "$peer" = "$SELF" ] && continue
    named=$(ask "$peer" "$SENTINEL_PORT" SENTINEL get-master-addr-by-name "$MASTER_NAME" | head -n 1)
    [ -n "$named" ] && [ "$named" != "$SELF" ] && is_primary "$named" && echo "$named" && return
  done
  return 0
}

# True while a Sentinel elsewhere still takes this pod for the primary: it came back empty, and must not teach that to its replicas.
is_taken_for_primary() {
  for peer in $PEERS; do
    [ "$peer" = "$SELF" ] && continue
    [ "$(ask "$peer" "$SENTINEL_PORT" SENTINEL get-master-addr-by-name "$MASTER_NAME" | head -n 1)" = "$SELF" ] && return
  done
  return 1
}

# A primary beside this pod, without asking a Sentinel: the others may have none yet.
running_primary() {
  for peer in $PEERS; do
    [ "$peer" != "$SELF" ] && is_primary "$peer" && echo "$peer" && return
  done
  return 0
}

first_peer() {
  for peer in $PEERS; do
    echo "$peer"
    return
  done
}

# Who is primary, after looking for it for PATIENCE seconds. Without any sign of one this is a first start, and the first pod is it.
find_primary() {
  waited=0
  while [ "$waited" -lt "$PATIENCE" ]; do
    found=$(named_primary)
    [ -n "$found" ] || found=$(running_primary)
    [ -n "$found" ] && echo "$found" && return
    # No Sentinel knows a primary, and this pod is the one that begins, so it does not wait.
    if [ "$(first_peer)" = "$SELF" ] && ! is_taken_for_primary && ! any_sentinel; then
      break
    fi
    sleep 1
    waited=$((waited + 1))
  done
  first_peer
}

any_sentinel() {
  for peer in $PEERS; do
    [ "$peer" != "$SELF" ] && [ "$(ask "$peer" "$SENTINEL_PORT" PING)" = PONG ] && return
  done
  return 1
}
