namespace Lintel.Postgres;

/// <summary>The numbers that processes lock by, so that no two locks share one. They are letters of the product: nobody else locks by them.</summary>
internal static class AdvisoryLocks
{
    /// <summary>Held while a schema is brought up to date.</summary>
    public const long Migration = 0x6c696e74656c;

    /// <summary>Held by the node that starts.</summary>
    public const long Start = 0x6c696e74656e;

    /// <summary>Held while records are moved into the database.</summary>
    public const long Move = 0x6c696e74656c6d76;
}
