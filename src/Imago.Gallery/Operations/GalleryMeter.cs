using System.Diagnostics.Metrics;

namespace Imago.Gallery.Operations;

/// <summary>What the gallery measures of itself. What visitors are answered is measured by ASP.NET Core's own <c>http.server.request.duration</c>.</summary>
internal sealed class GalleryMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Imago.Gallery";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _entries;
    private volatile Measured _last = new(0, 0, 0);

    public GalleryMeter()
    {
        _entries = _meter.CreateCounter<long>("imago.gallery.ledger.entries", "{entry}", "Claims that this server has worked off into the ledger");
        _meter.CreateObservableGauge("imago.gallery.claims", () => _last.Claims, "{claim}", "Pictures that are taken");
        _meter.CreateObservableGauge("imago.gallery.ledger.queue", () => _last.Queue, "{claim}", "Claims that wait for their entry in the ledger");
        _meter.CreateObservableGauge("imago.gallery.ledger.lag", () => _last.Lag, "s", "How long the oldest of them waits");
    }

    /// <summary>Entries were made.</summary>
    public void Entries(int count) => _entries.Add(count);

    /// <summary>What the database says now.</summary>
    public void Measure(long claims, int queue, TimeSpan lag) => _last = new(claims, queue, lag.TotalSeconds);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private sealed record Measured(long Claims, int Queue, double Lag);
}
