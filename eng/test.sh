# shellcheck shell=bash
# Runs the test projects one after another (each uses all cores by itself) and adds them up.
# Expects $root and eng/setup.sh.

# run_tests WORD…: a word that is part of a project's name chooses that project, any other chooses tests by name.
run_tests() {
    local projects=() chosen=() filter="" word project
    for project in "$root"/tests/*.Tests; do projects+=("${project##*/}"); done
    if [[ $* == reference ]]; then
        chosen=(Imago.Reference.Tests)
        filter=Category=Reference
    else
        for word; do
            local matches=()
            for project in "${projects[@]}"; do [[ ${project,,} == *"${word,,}"* ]] && matches+=("$project"); done
            if ((${#matches[@]})); then chosen+=("${matches[@]}"); else filter+="${filter:+|}FullyQualifiedName~$word"; fi
        done
        ((${#chosen[@]})) || chosen=("${projects[@]}")
    fi

    # As imago does it itself: see docs/benchmarks.md, "Threads".
    [[ -n ${OMP_WAIT_POLICY:-} ]] || export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-10000}
    trap 'exit 130' INT # dotnet answers Ctrl-C by itself; the next project must not start then
    passed=0 failed=0 skipped=0
    mapfile -t chosen < <(printf '%s\n' "${chosen[@]}" | awk '!seen[$0]++')
    for project in "${chosen[@]}"; do run_project "$project" "$filter"; done
    ((passed + failed + skipped)) || echo "No test ran${*:+: none is called '$*'}."
    echo "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0 && passed > 0))
}

# run_project PROJECT FILTER: runs it, shows failures and skips, adds to passed, failed and skipped.
run_project() {
    local log=$root/artifacts/log/$1.log results=$root/artifacts/log/results start=$SECONDS code=0 p f s
    rm -rf "$results"
    # Blame names the test that crashed, or hung for eight minutes.
    dotnet test "$root/artifacts/bin/$1/release/$1.dll" --logger "console;verbosity=normal" --results-directory "$results" \
        --blame:"CollectHangDump;TestTimeout=8m;HangDumpType=none" ${2:+--filter "$2"} >"$log" 2>&1 || code=$?
    p=$(count Passed "$log") f=$(count Failed "$log") s=$(count Skipped "$log")
    show_failures_and_skips "$log"
    if ((code && f == 0)); then
        f=1
        echo "  $1 ended without a result (exit code $code): its test host crashed or hung. All of it: $log"
        grep -A 3 -E 'aborted\. Reason|inactivity time|running when the crash' "$log" | grep -vE '^--$|^ *$' | cut -c1-200 | sed 's/^/    /' || true
    fi
    ((p + f + s == 0)) || echo "$1: $p passed, $f failed, $s skipped ($((SECONDS - start)) s)"
    ((passed += p, failed += f, skipped += s, 1))
}

# The summary at the end of the log: "     Passed: 12".
count() { awk -v word="$1:" '$1 == word && NF == 2 { n = $2 } END { print n + 0 }' "$2"; }

# A failure's block ends where the next result begins; a skip's reason is the line after [SKIP], and stands once for all that share it.
show_failures_and_skips() {
    awk '
        /^  (Passed|Skipped) .*\[.*\]$/ || /^Test Run |^Total tests|^Results File/ || /^\[xUnit/ { failure = 0 }
        /^  Failed .*\[.*\]$/ { failure = 1 }
        failure && !/^ *(at (System\.|Xunit\.|InvokeStub)|--- End of)/ && NF { print }
        reason { sub(/^\[xUnit[^]]*\] */, ""); if (++skips[$0] <= 5) names[$0] = names[$0] "\n    " name; reason = 0 }
        /\[SKIP\]$/ { sub(/^\[xUnit[^]]*\] */, ""); sub(/ \[SKIP\]$/, ""); name = $0; reason = 1 }
        END {
            for (why in skips) print "  Skipped " skips[why] ": " why names[why] (skips[why] > 5 ? "\n    … (all of them: '"$1"')" : "")
        }
    ' "$1"
}
