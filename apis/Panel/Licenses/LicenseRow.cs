namespace Lintel.Panel;

/// <summary>A license as it is stored.</summary>
internal sealed class LicenseRow
{
    public const string Columns =
        """
        id AS Id, license AS License, client_id AS ClientId, ip_address AS IpAddress, comment AS Comment, requires_client_id AS RequiresClientId,
        levels AS Levels, duration_seconds AS DurationSeconds, state AS State, paused_at AS PausedAt, expires_at AS ExpiresAt,
        remaining_ms AS RemainingMs, user_id AS UserId, created_at AS CreatedAt
        """;

    public LicenseRow()
    {
    }

    public LicenseRow(License license)
    {
        Id = license.Id;
        License = license.Text;
        ClientId = license.ClientId;
        IpAddress = license.IpAddress;
        Comment = license.Comment;
        RequiresClientId = license.RequiresClientId;
        Levels = LevelList.Store(license.Levels);
        DurationSeconds = license.DurationSeconds;
        State = LicenseWords.Of(license.State);
        PausedAt = Moment.Store(license.PausedAt);
        ExpiresAt = Moment.Store(license.ExpiresAt);
        RemainingMs = license.Remaining is { } remaining ? (long)remaining.TotalMilliseconds : null;
        UserId = license.UserId;
        CreatedAt = license.CreatedAt.ToUnixTimeMilliseconds();
    }

    public long Id { get; init; }

    public string License { get; init; } = string.Empty;

    public string? ClientId { get; init; }

    public string? IpAddress { get; init; }

    public string? Comment { get; init; }

    public bool RequiresClientId { get; init; }

    public string Levels { get; init; } = string.Empty;

    public long DurationSeconds { get; init; }

    public string State { get; init; } = string.Empty;

    public long? PausedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? RemainingMs { get; init; }

    public long? UserId { get; init; }

    public long CreatedAt { get; init; }

    public License Load() => new()
    {
        Id = Id,
        Text = License,
        ClientId = ClientId,
        IpAddress = IpAddress,
        Comment = Comment,
        RequiresClientId = RequiresClientId,
        Levels = LevelList.Load(Levels),
        DurationSeconds = DurationSeconds,
        State = LicenseWords.StateOf(State),
        PausedAt = Moment.Load(PausedAt),
        ExpiresAt = Moment.Load(ExpiresAt),
        Remaining = RemainingMs is { } remaining ? TimeSpan.FromMilliseconds(remaining) : null,
        UserId = UserId,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
    };
}
