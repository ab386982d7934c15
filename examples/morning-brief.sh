#!/bin/sh
# Mails a brief, but only on a day on which the tracker differs from the last one sent.
# For cron: 0 7 * * 1-5  morning-brief.sh kurils.toml desk@example.org
set -eu
tracker=$1 reader=$2
sent=$tracker.sent

[ -e "$sent" ] || kurils init "$sent" 2>/dev/null
code=0
changes=$(kurils diff "$sent" "$tracker" --exit-code --format markdown) || code=$?
case $code in
    0) exit 0 ;;
    1) ;;
    *) exit "$code" ;;
esac
{
    printf '%s\n\n' "$changes"
    kurils report --file "$tracker" --format markdown
} | mail -s "Joint economic activity: changes" "$reader"
cp "$tracker" "$sent"
