using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Imago.Training;

namespace Imago.Studio.Training;

/// <summary>Asks <c>imago train --dry-run</c> what would run: the command line itself decides what goes together.</summary>
/// <param name="options">How it is called.</param>
public sealed class DryRun(StudioOptions options)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() }, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private sealed record Answer(string? Error, TrainingOptions? Options);

    /// <summary>What would run. A network that has to be downloaded first is downloaded.</summary>
    /// <param name="arguments">Of <c>imago train</c>.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StudioException">These options do not go together, or with this data set: the command's own sentence.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    public async Task<TrainingOptions> AskAsync(IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(options.Imago[0]) { WorkingDirectory = options.Workspace, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var one in (string[])[.. options.Imago.Skip(1), "train", .. arguments, "--dry-run", "--json"])
            start.ArgumentList.Add(one);
        try
        {
            using var process = Process.Start(start)!;
            using var ended = cancel.Register(() => process.Kill());
            var (output, said) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            return Read(await output.ConfigureAwait(false)) switch
            {
                { Options: { } would } => would,
                { Error: { } sentence } => throw new StudioException(sentence),
                _ => throw new StudioException((await said.ConfigureAwait(false)).Trim().Split('\n').LastOrDefault(static line => line.Length > 0) ?? $"imago train ended with {process.ExitCode} and said nothing."),
            };
        }
        catch (Win32Exception e)
        {
            throw new StudioException($"imago train could not be started ({e.Message}).", e);
        }
    }

    private static Answer? Read(string output)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(output, s_json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
