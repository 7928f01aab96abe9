using System.Globalization;
using System.Runtime.InteropServices;
using Imago.Gallery.Claims;
using Imago.Gallery.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery.Checking;

/// <summary>
/// A web process under check: the whole gallery, and beside it three addresses that exist only here, on this machine's own network, over a gallery that a check made.
/// They ask the same <see cref="ClaimStore"/> as the page's form does.
/// </summary>
public static class CheckServer
{
    /// <summary>Opens it, writes its address to standard output, and closes when standard input ends or the process is told to end.</summary>
    /// <param name="folder">The gallery.</param>
    /// <param name="cancel">Closes it.</param>
    /// <exception cref="GalleryException">The gallery was not made for a check.</exception>
    public static async Task RunAsync(string folder, CancellationToken cancel = default)
    {
        var defect = ScratchGallery.DefectOf(folder);
        // Who writes beyond a limit is to get an error, as from a full disk, and not to be ended.
        using var full = PosixSignalRegistration.Create((PosixSignal)Processes.SigXfsz, static signal => signal.Cancel = true);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var options = new GalleryOptions { Folder = folder, Port = 0 };
        var gallery = await GalleryHost.StartAsync(options, services => Add(services, defect), Map, cancel).ConfigureAwait(false);
        await using var open = gallery.ConfigureAwait(false);
        await Console.Out.WriteLineAsync(gallery.Address).ConfigureAwait(false);
        _ = Task.Run(() =>
        {
            // The check keeps the other end open for as long as it lives.
            while (Console.In.Read() >= 0)
            {
            }
            ends.Cancel();
        }, CancellationToken.None);
        await gallery.WaitAsync(ends.Token).ConfigureAwait(false);
    }

    private static void Add(IServiceCollection services, Defect defect)
    {
        if (defect is Defect.RetryWithoutKey or Defect.SwallowCommit)
            services.AddSingleton<ClaimStore>(provider => new DefectiveClaims(ClaimStore.Of(provider.GetRequiredService<GalleryDatabase>()), defect));
    }

    private static void Map(WebApplication app)
    {
        var armed = 0;
        var checking = app.MapGroup("/checking").DisableRateLimiting();
        checking.MapPost("/arm", () => Interlocked.Exchange(ref armed, 1));
        checking.MapPost("/claim", async (int work, Guid visitor, Guid key, ClaimStore claims, HttpContext context) =>
        {
            try
            {
                var answer = await claims.ClaimAsync(work, visitor, key, context.RequestAborted).ConfigureAwait(false);
                if (answer is ClaimAnswer.Taken && Interlocked.Exchange(ref armed, 0) == 1)
                {
                    Processes.Send(Environment.ProcessId, Processes.SigKill); // after the commit, before the answer
                    Thread.Sleep(Timeout.Infinite);
                }
                return Results.Text(Words(answer));
            }
            catch (ClaimUnknownException e)
            {
                return Results.Text(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
        checking.MapGet("/owner/{work:int}", static async (int work, GalleryDatabase database, CancellationToken cancel) =>
        {
            var context = database.Context();
            await using var read = context.ConfigureAwait(false);
            var owner = await context.Claims.Where(one => one.WorkNumber == work).Select(static one => (Guid?)one.VisitorId).FirstOrDefaultAsync(cancel).ConfigureAwait(false);
            return owner is { } visitor ? string.Create(CultureInfo.InvariantCulture, $"{History.Word(Outcome.Owner)} {Numbers.Of(visitor)}") : History.Word(Outcome.Free);
        });
    }

    private static string Words(ClaimAnswer answer) => answer switch
    {
        ClaimAnswer.Taken => History.Word(Outcome.Taken),
        ClaimAnswer.WorkTaken => History.Word(Outcome.WorkTaken),
        ClaimAnswer.VisitorHasOne one => string.Create(CultureInfo.InvariantCulture, $"{History.Word(Outcome.HasOne)} {one.Work}"),
        ClaimAnswer.FormUsed => History.Word(Outcome.FormUsed),
        _ => History.Word(Outcome.NotOpen),
    };
}
