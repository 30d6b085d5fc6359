namespace Lintel.Events;

/// <summary>The types of events.</summary>
internal static class EventTypes
{
    /// <summary>A key was issued or imported.</summary>
    public const string KeyCreated = "key.created";

    /// <summary>A key got a new secret.</summary>
    public const string KeyRotated = "key.rotated";

    /// <summary>A key was revoked.</summary>
    public const string KeyRevoked = "key.revoked";

    /// <summary>A key expires within days.</summary>
    public const string KeyExpiring = "key.expiring";

    /// <summary>A key or an account has used up a rate limit policy, for the first time in a window.</summary>
    public const string LimitExceeded = "limit.exceeded";

    /// <summary>Another version of a contract is in force.</summary>
    public const string ContractChanged = "contract.changed";

    /// <summary>A contract's file was changed and refused.</summary>
    public const string ContractRefused = "contract.refused";

    /// <summary>An account was suspended.</summary>
    public const string AccountSuspended = "account.suspended";

    /// <summary>An error code is answered far more often than in the week before.</summary>
    public const string ErrorsSpike = "errors.spike";

    /// <summary>All of them.</summary>
    public static readonly string[] All =
    [
        KeyCreated, KeyRotated, KeyRevoked, KeyExpiring, LimitExceeded, ContractChanged, ContractRefused, AccountSuspended, ErrorsSpike,
    ];
}
