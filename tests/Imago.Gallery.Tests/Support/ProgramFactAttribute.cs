namespace Imago.Gallery.Tests.Support;

/// <summary>A test that asks a program which others wrote, skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="programs">Their names.</param>
    public ProgramFactAttribute(params string[] programs) =>
        Skip = programs.FirstOrDefault(static program => !Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)))) is { } missing ? $"{missing} is not installed" : null;
}
