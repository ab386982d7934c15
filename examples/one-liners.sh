#!/bin/sh
# One-liners for jq, cut and awk; each works on the nearest tracker, or the shipped record.
set -eu

# The ids of the pending areas.
kurils status --format json | jq -r '.areas[] | select(.status == "pending").id'

# Kind, id and mark of every area and issue.
kurils status | cut -f1-3

# How many areas are in each state.
kurils status | awk -F'\t' '$1 == "area" { n[$3]++ } END { for (s in n) print n[s], s }' | sort

# Every source, once.
kurils log --format json | jq -r '[.entries[].sources[]] | unique[]'

# For how many days each area had been in its state, on a given day.
kurils status --as-of 2020-01-01 --format json | jq -r --arg day 2020-01-01 '.areas[] | select(.since) |
    [.id, (($day + "T00:00:00Z" | fromdate) - (.since + "T00:00:00Z" | fromdate)) / 86400] | @tsv'
