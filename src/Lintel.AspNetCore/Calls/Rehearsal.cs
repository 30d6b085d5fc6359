namespace Lintel.AspNetCore;

/// <summary>A request that is only thought of.</summary>
/// <param name="StoredKey">The key that the caller presents, without its text; null where the request's own fields carry the credential.</param>
internal sealed record Rehearsal(ApiKey? StoredKey);
