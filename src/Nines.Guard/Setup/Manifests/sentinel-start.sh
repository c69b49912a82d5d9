#!/bin/sh
# Starts the Sentinel of one pod. Two of three have to agree before another Redis becomes primary.
set -eu
. "$(dirname "$0")/redis-common.sh"

primary=$(find_primary)
conf=$DATA/sentinel.conf
umask 077
{
  echo "bind ${BIND:-* -::*}"
  echo "dir $DATA"
  echo "sentinel resolve-hostnames yes"
  echo "sentinel announce-hostnames yes"
  echo "sentinel announce-ip $SELF"
  echo "sentinel announce-port $SENTINEL_PORT"
  if [ -n "${TLS_DIR:-}" ]; then
    echo "port 0"
    echo "tls-port $SENTINEL_PORT"
    echo "tls-replication yes"
    echo "tls-ca-cert-file $TLS_DIR/ca.crt"
    echo "tls-cert-file $TLS_DIR/server.crt"
    echo "tls-key-file $TLS_DIR/server.key"
    echo "tls-auth-clients no"
  else
    echo "port $SENTINEL_PORT"
  fi
  echo "sentinel monitor $MASTER_NAME $primary $REDIS_PORT 2"
  # Longer than the time in which a lost primary stops answering by itself (min-replicas-max-lag) plus two seconds.
  echo "sentinel down-after-milliseconds $MASTER_NAME ${DOWN_AFTER:-5000}"
  echo "sentinel failover-timeout $MASTER_NAME 10000"
  echo "sentinel parallel-syncs $MASTER_NAME 2"
  if [ -n "$password" ]; then
    echo "requirepass $password"
    echo "sentinel sentinel-pass $password"
    echo "sentinel auth-pass $MASTER_NAME $password"
  else
    echo "protected-mode no"
  fi
} >"$conf"
echo "sentinel-start: $SELF watches $primary" >&2
exec redis-sentinel "$conf"
