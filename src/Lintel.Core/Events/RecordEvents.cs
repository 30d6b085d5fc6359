using System.Text.Json.Nodes;

namespace Lintel.Events;

/// <summary>The events of changes of records.</summary>
internal static class RecordEvents
{
    public static LintelEvent Created(ApiKey key) => new(EventTypes.KeyCreated, Of(key));

    public static LintelEvent Rotated(ApiKey key) => new(EventTypes.KeyRotated, Of(key));

    public static LintelEvent Revoked(ApiKey key) => new(EventTypes.KeyRevoked, Of(key));

    public static LintelEvent Expiring(ApiKey key) => new(EventTypes.KeyExpiring, Of(key));

    public static LintelEvent Suspended(Account account) => new(
        EventTypes.AccountSuspended, new JsonObject { ["api"] = account.Api, ["accountId"] = account.Id, ["suspendedAt"] = account.SuspendedAt });

    // Names and metadata are left out: they may be personal, and whoever may read them finds them by the id.
    private static JsonObject Of(ApiKey key) => new()
    {
        ["api"] = key.Api,
        ["accountId"] = key.AccountId,
        ["keyId"] = key.Id,
        ["environment"] = key.Environment,
        ["expiresAt"] = key.ExpiresAt,
    };
}
