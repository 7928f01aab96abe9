using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Imago.Gallery.Operations;

/// <summary>The part of those who keep the gallery running: health and measures.</summary>
internal static class OperationsPart
{
    public static void AddTo(IServiceCollection services, GallerySettings settings)
    {
        services.AddSingleton<Health>().AddSingleton<GalleryMeter>();
        services.AddHostedService<Tidying>();
        if (settings.PostgreSql is null)
            services.AddHostedService<OwnJobs>();
        else
            services.AddHostedService<SharedJobs>();
        if (settings.Telemetry is not { } address)
            return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
            throw new GalleryException($"In gallery.json, telemetry is '{address}', expected where measures are taken by OTLP over HTTP, such as http://collector:4318.");
        services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(GalleryMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter((exporter, reader) =>
        {
            (exporter.Endpoint, exporter.Protocol) = (new(collector, "v1/metrics"), OtlpExportProtocol.HttpProtobuf);
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 10_000;
        }));
    }

    public static void Map(WebApplication app) => app.MapGet("/health", static (Health health) => health.AnswerAsync());
}
