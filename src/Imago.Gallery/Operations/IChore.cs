namespace Imago.Gallery.Operations;

/// <summary>Something that the gallery does by itself again and again, on whichever of its servers. It may run twice, and may be killed: its own turns and keys keep it from doing twice.</summary>
internal interface IChore
{
    /// <summary>Its name, one of its kind.</summary>
    string Name { get; }

    /// <summary>Looks whether there is something to do, and does it. What fails is logged and left to the next look.</summary>
    /// <exception cref="OperationCanceledException">The gallery closes.</exception>
    Task LookAsync(CancellationToken cancel);
}
