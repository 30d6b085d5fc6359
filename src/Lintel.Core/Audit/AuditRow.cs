namespace Lintel.Audit;

/// <summary>An entry of the audit log as it is stored, with its place in the chain.</summary>
internal sealed record AuditRow
{
    /// <summary>The number that the store gave it when it began.</summary>
    public long Seq { get; set; }

    /// <inheritdoc cref="AuditEntry.RequestId"/>
    public string RequestId { get; set; } = string.Empty;

    /// <summary>The time at which it began, in ticks of UTC.</summary>
    public long At { get; set; }

    /// <inheritdoc cref="AuditEntry.KeyId"/>
    public string? KeyId { get; set; }

    /// <inheritdoc cref="AuditEntry.UserId"/>
    public string? UserId { get; set; }

    /// <inheritdoc cref="AuditEntry.UserName"/>
    public string? UserName { get; set; }

    /// <inheritdoc cref="AuditEntry.AccountId"/>
    public string? AccountId { get; set; }

    /// <inheritdoc cref="AuditEntry.Address"/>
    public string? Address { get; set; }

    /// <inheritdoc cref="AuditEntry.Operation"/>
    public string Operation { get; set; } = string.Empty;

    /// <inheritdoc cref="AuditEntry.Target"/>
    public string? Target { get; set; }

    /// <inheritdoc cref="AuditEntry.Outcome"/>
    public string? Outcome { get; set; }

    /// <summary>The changes as JSON.</summary>
    public string Changes { get; set; } = AuditText.None;

    /// <inheritdoc cref="AuditEntry.Number"/>
    public long? Number { get; set; }

    /// <summary>The digests of the personal values as JSON; null until it is in the chain.</summary>
    public string? Seals { get; set; }

    /// <summary>The MAC over that of the entry before and this entry; null until it is in the chain.</summary>
    public byte[]? Mac { get; set; }

    /// <summary>
    /// The MAC over the entry as it began, until it is in the chain; null then, and in an entry that this installation has not written.
    /// </summary>
    public byte[]? Begun { get; set; }

    /// <summary>The version of the pepper that the key of the MACs is derived from.</summary>
    public int? PepperVersion { get; set; }

    /// <summary>The entry of a search.</summary>
    public AuditEntry ToEntry() => new()
    {
        Number = Number,
        RequestId = RequestId,
        At = new DateTimeOffset(Math.Clamp(At, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
        KeyId = KeyId,
        UserId = UserId,
        UserName = UserName,
        AccountId = AccountId,
        Address = Address,
        Operation = Operation,
        Target = Target,
        Outcome = Outcome,
        Changes = AuditText.ToChangesOrNone(Changes),
    };

    /// <summary>The row of an entry that begins.</summary>
    public static AuditRow Of(AuditEntry entry) => new()
    {
        RequestId = entry.RequestId,
        At = entry.At.UtcTicks,
        KeyId = entry.KeyId,
        UserId = entry.UserId,
        UserName = entry.UserName,
        AccountId = entry.AccountId,
        Address = entry.Address,
        Operation = entry.Operation,
    };

    /// <summary>The row with its end.</summary>
    public AuditRow Ended(AuditOutcome end) => this with { Outcome = end.Outcome, Target = end.Target, Changes = AuditText.Of(end.Changes) };
}

/// <summary>An end of the chain: its last entry, or the last that was removed by age. Kept apart from the entries.</summary>
internal sealed record AuditMark
{
    /// <summary>The name of the mark of the last entry.</summary>
    public const string Head = "head";

    /// <summary>The name of the mark before the first entry that is kept.</summary>
    public const string Start = "start";

    /// <summary><see cref="Head"/> or <see cref="Start"/>.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The number of the entry.</summary>
    public long Number { get; set; }

    /// <summary>Its MAC.</summary>
    public byte[] Mac { get; set; } = [];

    /// <summary>The version of the pepper that the key of the seal is derived from.</summary>
    public int PepperVersion { get; set; }

    /// <summary>The MAC over name, number and MAC.</summary>
    public byte[] Seal { get; set; } = [];
}

/// <summary>The digest that the chain keeps of a personal value, so that the value can be erased.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Salt">The random bytes before the value; null where it was erased.</param>
/// <param name="Digest">The SHA-256 of both.</param>
/// <param name="Erased">The MAC that shows that the value was erased by this installation; null where it was not.</param>
internal sealed record AuditSeal(string Name, byte[]? Salt, byte[] Digest, byte[]? Erased);
