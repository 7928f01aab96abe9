#!/usr/bin/env bash
# Trains the network that comes with Imago: ./models/portraits.sh PICTURES [WORK] [KIMG]
#   PICTURES  a folder of portraits; which ones it was stands in models/portraits.md
#   WORK      where everything goes [portraits-network]
#   KIMG      thousands of pictures shown at 32, 64 and 128 px ["132 200 400"]: about eight hours on four cores without AMX
# Run it again to go on where it was stopped. It ends with WORK/portraits.safetensors.
set -euo pipefail
imago=${IMAGO:-$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../imago}
pictures=${1:?name the folder of portraits} work=${2:-portraits-network}
read -r small middle large <<<"${3:-132 200 400}"
mkdir -p "$work"

# The newest run in a folder that came to a snapshot.
last() {
    local state
    state=$(compgen -G "$1/*/state-*" | sort | tail -n 1) && [[ -n $state ]] && dirname "$state"
}

# train SIDE KIMG GAMMA OPTION…: sets run, its folder.
train() {
    local side=$1 kimg=$2 gamma=$3
    shift 3
    [[ -f $work/$side.zip ]] || "$imago" dataset pack --source "$pictures" --dest "$work/$side.zip" --resolution "$side"
    if run=$(last "$work/$side"); then
        "$imago" train --continue "$run" --kimg "$kimg"
    else
        "$imago" train --data "$work/$side.zip" --outdir "$work/$side" --mirror --batch 16 --gamma "$gamma" --kimg "$kimg" --snap 10 "$@"
        run=$(last "$work/$side")
    fi
}

# Each begins with the weights of the one before. Small pictures are cheap: there the network learns what a portrait is, and later only to draw it finer.
train 32 "$small" 0.1 --cbase 2048 --cmax 192 --glr 0.003 --dlr 0.003
train 64 "$middle" 0.4 --resume "$run"
train 128 "$large" 1.6 --resume "$run"
"$imago" convert "$run" "$work/portraits.safetensors" --dtype bf16 --force
