namespace Lintel;

/// <summary>A client program of an account that presents itself by three credentials.</summary>
public sealed record ClientApplication
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The account that it belongs to.</summary>
    public required string AccountId { get; init; }

    /// <summary>The environment that its credentials name, such as <c>test</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>Whether it is suspended: its credentials are good and it may do nothing.</summary>
    public required bool Suspended { get; init; }

    /// <summary>The SHA-256 of the whole client secret, 32 bytes.</summary>
    public required byte[] ClientSecretHash { get; init; }

    /// <summary>The SHA-256 of the whole API key, 32 bytes.</summary>
    public required byte[] ApiKeyHash { get; init; }

    /// <summary>The id: hashes have no business in a log.</summary>
    public override string ToString() => Id;
}
