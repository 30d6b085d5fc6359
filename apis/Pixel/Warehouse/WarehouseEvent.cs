namespace Lintel.Pixel;

/// <summary>An event as it travels to the warehouse.</summary>
internal sealed record WarehouseEvent
{
    public required string EventId { get; init; }

    public required string WebsiteId { get; init; }

    public required string Name { get; init; }

    public string? VisitorId { get; init; }

    public string? SessionId { get; init; }

    public string? Path { get; init; }

    public string? Referrer { get; init; }

    public string? GoalName { get; init; }

    public decimal? Value { get; init; }

    public string? Currency { get; init; }

    /// <summary>Texts, numbers and booleans by name.</summary>
    public IReadOnlyDictionary<string, object>? Metadata { get; init; }

    /// <summary>When it happened, in Unix milliseconds.</summary>
    public required long At { get; init; }

    /// <summary>Identifies the body as it was sent; null if the caller chose no id.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>Who a visitor is, as it travels to the warehouse.</summary>
internal sealed record WarehouseIdentity
{
    public required string WebsiteId { get; init; }

    public required string VisitorId { get; init; }

    public string? UserId { get; init; }

    public string? Email { get; init; }

    /// <summary>The traits as JSON text.</summary>
    public string? Traits { get; init; }
}

/// <summary>The warehouse's answer to an event.</summary>
/// <param name="Duplicate">true if an event of this website and name with the same id came in within 24 hours before; otherwise, false.</param>
/// <param name="Conflict">true if that event had another body, so that this one is not kept; otherwise, false.</param>
internal sealed record IngestReceipt(bool Duplicate, bool Conflict = false);
