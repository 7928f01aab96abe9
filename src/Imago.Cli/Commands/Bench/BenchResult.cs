using Imago.Training.Run;

namespace Imago.Cli.Commands.Bench;

/// <summary>What a machine does with a network.</summary>
/// <param name="Machine">What it can do at all.</param>
/// <param name="Network">The network: its own name, or what it is.</param>
/// <param name="Resolution">Side of its pictures.</param>
/// <param name="GenerationGflop">Arithmetic of one picture's convolutions, in thousand million operations.</param>
/// <param name="FusedLayers">By which instructions pictures in bf16 are made: <c>amx</c> or <c>avx512-bf16</c>; null where the processor has neither.</param>
/// <param name="Generation">Generation, by precision and batch.</param>
/// <param name="Training">Training; null where it was left out.</param>
/// <param name="PeakGb">The most memory that the process held, in GB.</param>
internal sealed record BenchResult(
    MachinePeak Machine, string Network, int Resolution, double GenerationGflop, string? FusedLayers, IReadOnlyList<GenerationTime> Generation, TrainingTime? Training, double PeakGb);

/// <summary>How fast pictures are generated.</summary>
/// <param name="Precision">fp32, bf16 or fp16.</param>
/// <param name="Batch">Pictures at once.</param>
/// <param name="Milliseconds">For a picture, from z: the median.</param>
/// <param name="FromW">For a picture, from w.</param>
/// <param name="ImagesPerSecond">From z.</param>
/// <param name="ShareOfPeak">Its convolutions' arithmetic in this time, against the best convolution of this machine in the same type.</param>
internal sealed record GenerationTime(string Precision, int Batch, double Milliseconds, double FromW, double ImagesPerSecond, double ShareOfPeak);

/// <summary>How fast a training runs.</summary>
/// <param name="Precision">fp32, bf16 or fp16, in the upper blocks.</param>
/// <param name="Speed">Phase by phase, and whole.</param>
internal sealed record TrainingTime(string Precision, PhaseSpeed Speed);
