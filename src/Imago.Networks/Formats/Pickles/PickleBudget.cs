namespace Imago.Networks.Formats.Pickles;

/// <summary>
/// What reading may cost in memory. A byte of a pickle can ask for a hundred of memory; so each value is counted as it is made, and a file
/// that asks for much more than its own size is refused.
/// </summary>
/// <param name="fileBytes">Size of the file.</param>
internal sealed class PickleBudget(long fileBytes)
{
    private const long Always = 16 << 20;

    private readonly long limit = fileBytes + Always;
    private long spent;

    /// <summary>Counts so many bytes.</summary>
    /// <exception cref="PickleException">That is too much for such a file.</exception>
    public void Spend(long bytes)
    {
        spent += bytes;
        if (spent > limit)
            throw new PickleException($"its values need more than {limit:N0} bytes of memory, far more than a network's of its size; it is damaged or made to do harm");
    }

    /// <summary>Files within files: a storage is one, and nothing is deeper.</summary>
    private const int Deepest = 3;

    private int depth;

    /// <summary>Begins a file within the file.</summary>
    /// <exception cref="PickleException">It lies too deep.</exception>
    public void Enter()
    {
        if (++depth > Deepest) throw new PickleException($"it holds files within files, more than {Deepest} deep");
    }

    /// <summary>Ends it.</summary>
    public void Leave() => depth--;
}
