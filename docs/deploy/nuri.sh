#!/bin/bash
# Nuri inside its container: "nuri serve", "nuri key create NAME" and every other command; "nuri healthy" is for Docker.
set -eu

if [ "${1:-}" = healthy ]; then
  exec 3<>"/dev/tcp/127.0.0.1/${NURI_PORT:-8080}"
  printf 'GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  grep -q '^HTTP/1.[01] 200' <&3
  exit
fi

cache=
if [ -f /opt/nuri/nuri.aot ]; then
  cache='-XX:AOTCache=/opt/nuri/nuri.aot -Xlog:aot*=off -Xlog:cds*=off'
fi
# Takes the place of the shell, so that the signal to end reaches it.
# shellcheck disable=SC2086 # flags are words
exec java -Xmx512m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED \
  -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 $cache ${NURI_JVM_OPTS:-} -jar /opt/nuri/quarkus-run.jar "$@"
