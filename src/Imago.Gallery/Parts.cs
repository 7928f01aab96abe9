using Imago.Gallery.Ballots;
using Imago.Gallery.Certificates;
using Imago.Gallery.Claims;
using Imago.Gallery.Learning;
using Imago.Gallery.Operations;
using Imago.Gallery.Pages;
using Imago.Gallery.Shell;
using Imago.Gallery.Visitors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Imago.Gallery;

/// <summary>What the gallery consists of. Each part is a folder that knows its services and its addresses.</summary>
internal static class Parts
{
    public static void AddTo(IServiceCollection services, GallerySettings settings)
    {
        Doors.AddTo(services);
        Exhibition.AddTo(services);
        Claiming.AddTo(services);
        Persons.AddTo(services);
        CertificatesPart.AddTo(services);
        LearningPart.AddTo(services);
        BallotsPart.AddTo(services);
        OperationsPart.AddTo(services, settings);
    }

    public static void Map(WebApplication app)
    {
        Doors.Use(app);
        SmallFiles.Map(app);
        Exhibition.Map(app);
        Persons.Map(app);
        CertificatesPart.Map(app);
        LearningPart.Map(app);
        BallotsPart.Map(app);
        OperationsPart.Map(app);
    }
}
