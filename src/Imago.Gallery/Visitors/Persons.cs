using Imago.Gallery.Shell;
using Imago.Gallery.Store;
using Imago.Gallery.Visitors.Letters;
using Imago.Gallery.Visitors.Passkeys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Imago.Gallery.Visitors;

/// <summary>Visitors as persons: sign-in, taking, the owner's room, limits.</summary>
internal static class Persons
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<Vault>().AddSingleton<Cookies>().AddSingleton<Sessions>().AddSingleton<SpentOnce>().AddSingleton<ProofOfWork>().AddSingleton<SignIns>().AddSingleton<Leaving>().AddSingleton<Caps>();
        services.AddSingleton<FolderLetters>().AddSingleton<LetterSender>(static provider =>
            provider.GetRequiredService<GallerySettings>().Mail is { } mail ? new SmtpLetters(mail, provider.GetRequiredService<FolderLetters>()) : provider.GetRequiredService<FolderLetters>());
        services.AddSingleton<PostOffice>().AddSingleton<Housekeeping>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<PostOffice>()).AddSingleton<IHostedService>(static provider => provider.GetRequiredService<Housekeeping>());
        AddPasskeys(services);
    }

    public static void Map(WebApplication app)
    {
        // Before the pages of the same addresses, which answer GET.
        var visitors = app.MapGroup("/{language:length(2)}").WithMetadata(new NeverStoredAttribute()).WithOrder(-1);
        SignInForms.Map(visitors);
        TakeForm.Map(visitors);
        RoomForms.Map(visitors);
        FullSize.Map(visitors);
    }

    private static void AddPasskeys(IServiceCollection services)
    {
        services.AddIdentityCore<Visitor>();
        services.AddSingleton<PasskeyStore>().AddSingleton<IUserStore<Visitor>>(static provider => provider.GetRequiredService<PasskeyStore>());
        services.AddScoped<IPasskeyHandler<Visitor>, PasskeyHandler<Visitor>>().AddScoped<PasskeyForms>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<Site>(static (options, site) =>
        {
            var address = new Uri(site.Address!);
            options.ServerDomain = address.Host; // else the Host header would say it
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.AttestationConveyancePreference = "none";
            options.ValidateOrigin = origin => ValueTask.FromResult(!origin.CrossOrigin && Uri.TryCreate(origin.Origin, UriKind.Absolute, out var from) && from.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority));
        });
    }
}
