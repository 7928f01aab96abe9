namespace Imago.Gallery.Visitors;

/// <summary>What this address answers is one visitor's alone: no cache keeps it. <see cref="Shell.Doors"/> says so in the answer.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeverStoredAttribute : Attribute;
