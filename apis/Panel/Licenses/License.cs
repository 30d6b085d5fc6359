namespace Lintel.Panel;

/// <summary>The states that a license is put into. That its time is up is no state but a moment: see <see cref="License.StatusAt"/>.</summary>
internal enum LicenseState
{
    Available,
    Activated,
    Paused,
    Blacklisted,
}

/// <summary>What a license is at a moment.</summary>
internal enum LicenseStatus
{
    Available,
    Activated,
    Paused,
    Expired,
    Blacklisted,
}

/// <summary>A license of an application.</summary>
internal sealed record License
{
    public required long Id { get; init; }

    /// <summary>What its holder types in.</summary>
    public required string Text { get; init; }

    public string? ClientId { get; init; }

    public string? IpAddress { get; init; }

    public string? Comment { get; init; }

    public required bool RequiresClientId { get; init; }

    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>How long it runs from its first use.</summary>
    public required long DurationSeconds { get; init; }

    public required LicenseState State { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>When it ends; null where it does not run.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What was left when it was paused while it ran; null otherwise.</summary>
    public TimeSpan? Remaining { get; init; }

    public long? UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public LicenseStatus StatusAt(DateTimeOffset now) => State switch
    {
        LicenseState.Available => LicenseStatus.Available,
        LicenseState.Paused => LicenseStatus.Paused,
        LicenseState.Blacklisted => LicenseStatus.Blacklisted,
        _ => ExpiresAt <= now ? LicenseStatus.Expired : LicenseStatus.Activated,
    };
}

/// <summary>The words for states and statuses.</summary>
internal static class LicenseWords
{
    public static string Of(LicenseStatus status) => status.ToString().ToLowerInvariant();

    public static string Of(LicenseState state) => state.ToString().ToLowerInvariant();

    public static LicenseState StateOf(string word) => Enum.Parse<LicenseState>(word, ignoreCase: true);
}
