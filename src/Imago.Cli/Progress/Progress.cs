using System.Globalization;
using Spectre.Console;

namespace Imago.Cli;

/// <summary>
/// Shows how far a long work has come: nothing in its first two seconds, then a live line in a terminal or plain lines in a pipe.
/// </summary>
internal static class Progress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);

    // A program that shows the last line may want it more often than a person who reads the log: every five seconds at first, every minute in a work of hours.
    private static readonly TimeSpan? LinePause =
        double.TryParse(Environment.GetEnvironmentVariable("IMAGO_PROGRESS_SECONDS"), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Runs <paramref name="work"/> on a worker thread and shows its progress on standard error.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="session">The run.</param>
    /// <param name="doing">What happens, as the first word of a line: <c>Packing</c>.</param>
    /// <param name="unit">What is counted, in the plural: <c>pictures</c>.</param>
    /// <param name="work">Calls <see cref="ProgressMeter.Report"/> as often as it likes.</param>
    internal static Task<T> WithProgressAsync<T>(this Session session, string doing, string unit, Func<ProgressMeter, T> work) =>
        session.WithProgressAsync(doing, unit, meter => Task.FromResult(work(meter)));

    /// <inheritdoc cref="WithProgressAsync{T}(Session, string, string, Func{ProgressMeter, T})"/>
    internal static async Task<T> WithProgressAsync<T>(this Session session, string doing, string unit, Func<ProgressMeter, Task<T>> work)
    {
        var meter = new ProgressMeter(doing, unit);
        var running = Task.Run(() => work(meter));
        if (!session.Silent && await Task.WhenAny(running, Task.Delay(Patience)).ConfigureAwait(false) != running)
        {
            await (session.Live ? ShowLiveAsync(session, meter, running) : ShowLinesAsync(session, meter, running)).ConfigureAwait(false);
            if (running.IsCompletedSuccessfully) session.Note(meter.LastLine());
        }

        return await running.ConfigureAwait(false);
    }

    private static Task ShowLiveAsync(Session session, ProgressMeter meter, Task running) =>
        session.Desk.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async display =>
            {
                var bar = display.AddTask(Markup.Escape(meter.Line()));
                while (!running.IsCompleted)
                {
                    bar.Description = Markup.Escape(meter.Line());
                    bar.IsIndeterminate = meter.Total is null;
                    (bar.MaxValue, bar.Value) = (meter.Total ?? 1, meter.Done);
                    await Task.WhenAny(running, Task.Delay(Redraw)).ConfigureAwait(false);
                }
            });

    private static async Task ShowLinesAsync(Session session, ProgressMeter meter, Task running)
    {
        while (!running.IsCompleted)
        {
            session.Note(meter.Line());
            var pause = LinePause ?? TimeSpan.FromSeconds(Math.Clamp(meter.Elapsed / 10, 5, 60));
            await Task.WhenAny(running, Task.Delay(pause)).ConfigureAwait(false);
        }
    }
}
