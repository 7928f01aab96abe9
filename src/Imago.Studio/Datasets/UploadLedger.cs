namespace Imago.Studio.Datasets;

/// <summary>What is known of a collection without looking. Whoever uses it locks it.</summary>
internal sealed class UploadLedger
{
    public int Files;
    public long Bytes;
    public string? Zip;
    public DateTime Counted;
    public bool Begun;

    public void Count(Intake intake)
    {
        Dictionary<string, long> complete;
        try
        {
            complete = UploadStore.Complete(intake);
        }
        catch (IOException)
        {
            // It is being moved away while it is counted.
            return;
        }
        (Files, Bytes, Counted) = (complete.Count, complete.Values.Sum(), DateTime.UtcNow);
        if (complete.Count > 0)
            Zip = complete.Keys.FirstOrDefault(UploadStore.IsZip);
    }
}
