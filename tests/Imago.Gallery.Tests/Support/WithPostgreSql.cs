namespace Imago.Gallery.Tests.Support;

/// <summary>Tests that share one PostgreSQL, each with a database of its own. Those that take long and mostly wait have a server of their own, so that they run beside these.</summary>
[CollectionDefinition(Name)]
public sealed class WithPostgreSql : ICollectionFixture<PostgreSql>
{
    /// <summary>Its name.</summary>
    public const string Name = "PostgreSQL";
}
