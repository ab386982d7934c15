#!/bin/sh
# Ends with 1, and names each issue that has opened since a revision of the tracker.
# For a CI job: watch-issues.sh HEAD~1
set -eu
changes=$(kurils diff "git:$1" --format json)
opened=$(printf '%s\n' "$changes" |
    jq -r '.changes[] | select(.kind == "issue" and .field == "status" and .new == "open") | .id + ": " + .name')
[ -z "$opened" ] && exit 0
printf 'opened: %s\n' "$opened"
exit 1
