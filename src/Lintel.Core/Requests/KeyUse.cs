namespace Lintel.Requests;

/// <summary>The last request that was made with a key, or with an old secret of one, true to a minute.</summary>
/// <param name="At">When it began.</param>
/// <param name="Address">The address of its caller; null where it is not known.</param>
internal sealed record KeyUse(DateTimeOffset At, string? Address)
{
    /// <summary>The name that uses of an old secret are noted under, beside those of its key. Ids have no white space.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="hint">The hint of the secret.</param>
    public static string NameOf(string keyId, string hint) => $"{keyId} {hint}";

    /// <summary>The key of a name that uses are noted under.</summary>
    public static string KeyOf(string name) => name.IndexOf(' ', StringComparison.Ordinal) is var end && end < 0 ? name : name[..end];

    /// <summary>The names that uses of a key are noted under: its id, and the names of its old secrets.</summary>
    public static IEnumerable<string> NamesOf(ApiKey key) => key.Secrets.Skip(1).Select(secret => NameOf(key.Id, secret.Hint)).Prepend(key.Id);
}
