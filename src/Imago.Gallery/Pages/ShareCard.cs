using Imago.Gallery.Storage;
using Imago.Gallery.Store;
using Imago.Gallery.Works;
using Imago.Imaging;
using Imago.Imaging.Provenance;

namespace Imago.Gallery.Pages;

/// <summary>What others show when an address is shared: 1200 × 630, the small copy before its own blurred colours. Nothing in it is larger than the small copy, and it says like that one that a network made it. Made once, then kept in the public store.</summary>
internal static class ShareCard
{
    public const int Width = 1200, Height = 630;

    /// <summary>Its key in the public store.</summary>
    public static string Key(Work work) => $"{work.Small}-card.jpg";

    /// <summary>The card as JPEG; null: the work has no small copy.</summary>
    public static async Task<Stream?> OpenAsync(Work work, FileStore store, CancellationToken cancel)
    {
        var key = Key(work);
        if (await store.OpenAsync(key, cancel).ConfigureAwait(false) is { } made)
            return made;
        if (await store.ReadAsync(SmallCopies.Key(work.Small, SmallCopies.Largest, "jpg"), cancel).ConfigureAwait(false) is not { } small)
            return null;
        var card = SourceMark.Put(PictureWriter.Encode(Compose(PictureReader.Decode(small), work.ThumbHash), PictureFormat.Jpeg, new() { Quality = 82 }), PictureFormat.Jpeg);
        await store.PutAsync(key, card, cancel).ConfigureAwait(false);
        return new MemoryStream(card);
    }

    private static Picture Compose(Picture small, byte[] hash)
    {
        var ground = PictureResizer.Fit(ThumbHash.ToPicture(hash), Width, Height);
        for (var i = 0; i < ground.Pixels.Length; i++)
            ground.Pixels[i] = (byte)(ground.Pixels[i] * 0.45); // darker, so that the picture stands before it
        ground.Paste(small, (Width - small.Width) / 2, (Height - small.Height) / 2);
        return ground;
    }
}
