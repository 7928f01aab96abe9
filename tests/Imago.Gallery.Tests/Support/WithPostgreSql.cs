namespace Imago.Gallery.Tests.Support;

/// <summary>Tests that share the one PostgreSQL, each with a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class WithPostgreSql : ICollectionFixture<PostgreSql>
{
    /// <summary>Its name.</summary>
    public const string Name = "PostgreSQL";
}
