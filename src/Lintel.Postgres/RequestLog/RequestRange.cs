namespace Lintel.Postgres;

/// <summary>Numbers of the request log between which batches have written entries, as <c>request_batch</c> notes them.</summary>
internal sealed record RequestRange
{
    /// <summary>The lowest number.</summary>
    public long First { get; init; }

    /// <summary>The highest number.</summary>
    public long Last { get; init; }

    /// <summary>The number of entries.</summary>
    public long Entries { get; init; }
}
