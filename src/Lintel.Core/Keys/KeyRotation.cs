using System.Globalization;

namespace Lintel.Keys;

/// <summary>Decides which older secrets remain when a key gets a new one.</summary>
internal static class KeyRotation
{
    /// <summary>The most secrets that open one key at a time.</summary>
    public const int MaxSecrets = 3;

    private const int MaxEnded = 3;

    /// <summary>The current secret where it gets an overlap, and those of earlier rotations that still run: each keeps the end that it was promised.</summary>
    public static IReadOnlyList<KeySecret> OlderSecrets(ApiKey key, TimeSpan? overlap, DateTimeOffset now)
    {
        var running = key.Secrets.Skip(1).Where(secret => secret.EndsAt > now);
        return overlap > TimeSpan.Zero ? [key.Secrets[0] with { EndsAt = now + overlap }, .. running] : [.. running];
    }

    /// <summary>
    /// The latest secrets that have ended, and the current one where it gets no overlap. They open nothing: the log names their key when somebody still sends
    /// one.
    /// </summary>
    public static IReadOnlyList<KeySecret> EndedSecrets(ApiKey key, TimeSpan? overlap, DateTimeOffset now)
    {
        var ended = key.Secrets.Skip(1).Where(secret => secret.EndsAt <= now);
        return [.. (overlap > TimeSpan.Zero ? ended : ended.Prepend(key.Secrets[0] with { EndsAt = now })).Take(MaxEnded)];
    }

    /// <summary>The secrets of a key once old ones have ended before their time.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">The hint of the secret that ends; null for all old ones.</param>
    /// <param name="now">The present.</param>
    /// <returns>The secrets; null where none of them is old and works.</returns>
    public static IReadOnlyList<KeySecret>? EndOld(ApiKey key, string? hint, DateTimeOffset now)
    {
        return key.Secrets.Any(IsMeant) ? [.. key.Secrets.Select(secret => IsMeant(secret) ? secret with { EndsAt = now } : secret)] : null;

        bool IsMeant(KeySecret secret) => secret.EndsAt > now && (hint is null || secret.Hint == hint);
    }

    /// <summary>Says why there can be no further secret, to follow the key's id.</summary>
    /// <param name="older">The secrets that would stay beside the new one, the current one first.</param>
    public static string TooMany(IReadOnlyList<KeySecret> older)
    {
        // Rounded up, so that a rotation at the moment that is named succeeds.
        var end = older.Skip(1).Min(secret => secret.EndsAt)!.Value.AddTicks(TimeSpan.TicksPerSecond - 1).UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture);
        return $"has {MaxSecrets} secrets already, which is the most. The first of them ends at {end}; wait until then, or rotate without an overlap.";
    }
}
