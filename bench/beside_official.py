#!/usr/bin/env python3
"""Times Imago beside the official StyleGAN2-ADA on this machine's CPU, in turns: same weights, same sizes, same threads, random inputs.

    bench/beside_official.py --official ~/stylegan2-ada-pytorch --resolution 256 --cfg auto

Needs a Python with PyTorch, numpy and scipy, and a checkout of github.com/NVlabs/stylegan2-ada-pytorch, of which nothing is changed. The official code
computes in fp32, because it knows nothing else on a CPU.
"""
import argparse
import json
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time

# Sizes of the official configurations: channel_base, mapping layers, batch, and the rest of what the loss needs.
CONFIGS = {
    "auto": lambda r: dict(base=16384 if r < 512 else 32768, layers=2, batch=max(min(min(4096 // r, 32), 64), 1), gamma=None),
    "stylegan2": lambda r: dict(base=32768, layers=8, batch=32, gamma=10.0),
    "paper256": lambda r: dict(base=16384, layers=8, batch=64, gamma=1.0),
}


class TwiceDifferentiableGridSample:
    """R1 through the augmentation needs the second derivative of grid_sample, which PyTorch does not have; it is linear in the pictures."""

    @staticmethod
    def make(torch):
        class Sample(torch.autograd.Function):
            @staticmethod
            def forward(ctx, image, grid):
                ctx.save_for_backward(image, grid)
                return torch.nn.functional.grid_sample(image, grid, mode="bilinear", padding_mode="zeros", align_corners=False)

            @staticmethod
            def backward(ctx, dy):
                image, grid = ctx.saved_tensors
                return Back.apply(dy, image, grid), None

        class Back(torch.autograd.Function):
            @staticmethod
            def forward(ctx, dy, image, grid):
                ctx.save_for_backward(grid)
                return torch.ops.aten.grid_sampler_2d_backward(dy, image, grid, 0, 0, False, [True, False])[0]

            @staticmethod
            def backward(ctx, ddx):
                return Sample.apply(ddx, ctx.saved_tensors[0]), None, None

        return Sample.apply


def official(options, network):
    """Makes the network file where it is missing, and times the official code; a process of its own."""
    sys.path.insert(0, options.official)
    import warnings

    warnings.filterwarnings("ignore")
    import torch

    torch.set_num_threads(options.threads)
    from torch_utils.ops import grid_sample_gradfix
    from training import networks

    torch.manual_seed(1)
    config = CONFIGS[options.cfg](options.resolution)
    base, layers, batch = options.cbase or config["base"], options.map_depth or config["layers"], options.batch or config["batch"]
    if not os.path.exists(network):
        common = dict(c_dim=0, img_resolution=options.resolution, img_channels=3)
        g = networks.Generator(z_dim=512, w_dim=512, mapping_kwargs=dict(num_layers=layers), synthesis_kwargs=dict(channel_base=base, channel_max=512), **common)
        d = networks.Discriminator(channel_base=base, channel_max=512, epilogue_kwargs=dict(mbstd_group_size=min(4, batch)), **common)
        with open(network, "wb") as file:
            pickle.dump(dict(G=g, D=d, G_ema=g), file)
    with open(network, "rb") as file:
        nets = pickle.load(file)
    g, d = nets["G_ema"].requires_grad_(False).eval(), nets["D"].requires_grad_(False)

    def median(work):
        seconds = []
        for i in range(-1, options.repeat):
            began = time.perf_counter()
            work()
            if i >= 0:
                seconds.append(time.perf_counter() - began)
        return statistics.median(seconds)

    result = {"generation": {}}
    with torch.no_grad():
        for n in (1, 4):
            z = torch.randn(n, 512)
            result["generation"][n] = median(lambda: g(z, None, noise_mode="const", force_fp32=True)) / n

    if not options.no_training:
        grid_sample_gradfix.grid_sample = TwiceDifferentiableGridSample.make(torch)
        from training.augment import AugmentPipe
        from training.loss import StyleGAN2Loss

        pipe = AugmentPipe(xflip=1, rotate90=1, xint=1, scale=1, rotate=1, aniso=1, xfrac=1, brightness=1, contrast=1, lumaflip=1, hue=1, saturation=1)
        pipe.p.copy_(torch.tensor(0.3))
        gamma = config["gamma"] or 0.0002 * options.resolution**2 / batch
        loss = StyleGAN2Loss(torch.device("cpu"), g.mapping, g.synthesis, d, augment_pipe=pipe, r1_gamma=gamma)
        real = torch.randn(batch, 3, options.resolution, options.resolution).clamp(-1, 1)
        result["phases"] = {}
        for name, every, net, regular in (("Gmain", 1, g, 4), ("Greg", 4, g, 4), ("Dmain", 1, d, 16), ("Dreg", 16, d, 16)):
            share = regular / (regular + 1)
            adam = torch.optim.Adam(net.parameters(), lr=0.0025 * share, betas=(0, 0.99**share), eps=1e-8)
            net.train()

            def step():
                net.requires_grad_(True)
                adam.zero_grad(set_to_none=True)
                size = options.batch_gpu or batch
                for start in range(0, batch, size):
                    part = real[start : start + size]
                    loss.accumulate_gradients(name, part, torch.zeros(len(part), 0), torch.randn(len(part), 512), torch.zeros(len(part), 0), sync=True, gain=every)
                net.requires_grad_(False)
                adam.step()

            result["phases"][name] = (every, median(step))
        result["batch"] = batch
    with open("/proc/self/status") as file:
        result["peakGb"] = next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1e6
    json.dump(result, sys.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--official", required=True, help="the checkout of the official code")
    parser.add_argument("--imago", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "imago"))
    parser.add_argument("--resolution", type=int, default=256)
    parser.add_argument("--cfg", default="auto", choices=CONFIGS)
    parser.add_argument("--cbase", type=int)
    parser.add_argument("--map-depth", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--batch-gpu", type=int, help="of the official code, where the batch does not fit")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-training", action="store_true")
    parser.add_argument("--only-official", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_official:
        return official(options, options.only_official)

    with tempfile.TemporaryDirectory() as folder:
        network = os.path.join(folder, "random.pkl")
        run = subprocess.run([sys.executable, __file__, *sys.argv[1:], "--only-official", network], capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        theirs = json.loads(run.stdout[run.stdout.rindex("\n{") + 1 :] if "\n{" in run.stdout else run.stdout)
        command = [options.imago, "bench", "--network", network, "--cfg", options.cfg, "--threads", str(options.threads), "--repeat", str(options.repeat), "--json"]
        command += ["--no-training"] if options.no_training else ["--batch", str(theirs["batch"])]
        run = subprocess.run(command, capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        ours = json.loads(run.stdout)

    print(f"{options.resolution}², {ours['generationGflop']:.1f} GFLOP a picture, {options.threads} threads, medians of {options.repeat}")
    print("| work | official, fp32 | Imago | times |\n|---|---|---|---|")
    for one in ours["generation"]:
        official_ms = 1000 * theirs["generation"][str(one["batch"])]
        print(f"| generate, batch {one['batch']}, {one['precision']} | {official_ms:.0f} ms | {one['milliseconds']:.1f} ms | {official_ms / one['milliseconds']:.2f} |")
    if not options.no_training:
        batch, whole = theirs["batch"], sum(seconds / every for every, seconds in theirs["phases"].values())
        speed = ours["training"]["speed"]
        for phase in speed["phases"]:
            seconds = theirs["phases"][phase["name"]][1]
            print(f"| {phase['name']}, batch {batch}, {ours['training']['precision']} | {1000 * seconds:.0f} ms | {1000 * phase['seconds']:.0f} ms | {seconds / phase['seconds']:.2f} |")
        print(f"| training, whole | {batch / whole:.2f} pictures/s | {speed['imagesPerSecond']:.2f} pictures/s | {speed['imagesPerSecond'] * whole / batch:.2f} |")
        print(f"| memory | {theirs['peakGb']:.2f} GB | {ours['peakGb']:.2f} GB | {ours['peakGb'] / theirs['peakGb']:.2f} |")


if __name__ == "__main__":
    main()
