#!/bin/sh
# Starts the Redis of one pod: a cache that lives and dies with its pod, primary or replica as the others say.
set -eu
. "$(dirname "$0")/redis-common.sh"

primary=$(find_primary)
conf=$DATA/redis.conf
umask 077
{
  echo "bind ${BIND:-* -::*}"
  echo "dir $DATA"
  # Nothing is worth keeping for longer than the pods: no snapshots, no log, no diskful replication.
  echo 'save ""'
  echo "appendonly no"
  echo "repl-diskless-sync yes"
  echo "repl-diskless-sync-delay 0"
  echo "maxmemory ${MAXMEMORY:-128mb}"
  echo "maxmemory-policy volatile-ttl"
  # A primary that lost its replicas stops answering before another one is chosen: see the lag and Sentinel's down-after.
  echo "min-replicas-to-write 1"
  echo "min-replicas-max-lag 2"
  echo "repl-ping-replica-period 1"
  echo "repl-timeout 10"
  echo "replica-announce-ip $SELF"
  echo "replica-announce-port $REDIS_PORT"
  if [ -n "${TLS_DIR:-}" ]; then
    echo "port 0"
    echo "tls-port $REDIS_PORT"
    echo "tls-replication yes"
    echo "tls-ca-cert-file $TLS_DIR/ca.crt"
    echo "tls-cert-file $TLS_DIR/server.crt"
    echo "tls-key-file $TLS_DIR/server.key"
    echo "tls-auth-clients no"
  else
    echo "port $REDIS_PORT"
  fi
  if [ -n "$password" ]; then
    echo "requirepass $password"
    echo "masterauth $password"
  else
    echo "protected-mode no"
  fi
  [ "$primary" = "$SELF" ] || echo "replicaof $primary $REDIS_PORT"
} >"$conf"
echo "redis-start: $SELF follows $primary" >&2
exec redis-server "$conf"
