#!/bin/sh
# Mails a brief when the tracker differs from the one that was last sent.
# For cron, which has a short path and starts in your home:
#   0 7 * * 1-5  cd desk && PATH="$HOME/.local/bin:$PATH" ./morning-brief.sh kurils.toml desk@example.org
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
