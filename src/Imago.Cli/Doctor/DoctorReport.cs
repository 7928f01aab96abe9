namespace Imago.Cli.Doctor;

/// <summary>What <c>imago doctor</c> finds.</summary>
internal sealed record DoctorReport(Processor Processor, MachineMemory Memory)
{
    internal static DoctorReport Read() => new(Processor.Read(), MachineMemory.Read());
}
