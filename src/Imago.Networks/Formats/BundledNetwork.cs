namespace Imago.Networks.Formats;

/// <summary>The network that comes with Imago: portraits of imaginary people. What it is and how it was made stands in <c>models/portraits.md</c>.</summary>
public static class BundledNetwork
{
    /// <summary>Its name wherever a network may be named.</summary>
    public const string Name = "portraits";

    /// <summary>Its file, beside the program.</summary>
    public static string Location { get; } = Path.Combine(AppContext.BaseDirectory, "models", "portraits.safetensors");
}
