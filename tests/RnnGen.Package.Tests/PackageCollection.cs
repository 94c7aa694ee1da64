namespace RnnGen.Package.Tests;

/// <summary>All tests share one feed: it is packed once.</summary>
[CollectionDefinition(nameof(PackageCollection))]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>;
