using System.Data.Common;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>
/// Replaces the secrets of endpoints. During the overlap, deliveries carry a signature of each secret, so that a receiver can change over without losing
/// one. Every running overlap keeps the end that was promised. Thread-safe.
/// </summary>
public sealed class SecretRotation
{
    /// <summary>The most secrets of an endpoint at a time, with the newest.</summary>
    public const int MaxSecrets = 3;

    /// <summary>The longest overlap: 30 days.</summary>
    public static readonly TimeSpan MaxOverlap = TimeSpan.FromDays(30);

    private readonly IDatabase _database;
    private readonly SecretSeal _seal;
    private readonly TimeProvider _time;

    internal SecretRotation(IDatabase database, SecretSeal seal, TimeProvider time)
    {
        _database = database;
        _seal = seal;
        _time = time;
    }

    /// <summary>Gives an endpoint a new secret.</summary>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="overlap">The time for which the present secret goes on signing too, from zero to <see cref="MaxOverlap"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for the write.</param>
    /// <exception cref="ArgumentOutOfRangeException">The overlap is out of its range.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<SecretRotationResult> RotateAsync(string webhookId, TimeSpan overlap, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, MaxOverlap);
        var now = _time.GetUtcNow();
        return _database.WriteAsync(connection => RotateAsync(connection, webhookId, overlap, now), cancellationToken);
    }

    private async Task<SecretRotationResult> RotateAsync(DbConnection connection, string webhookId, TimeSpan overlap, DateTimeOffset now)
    {
        var ends = await OldSecrets.ListEndsAsync(connection, webhookId, now.ToUnixTimeMilliseconds());
        DateTimeOffset? endsAt = overlap > TimeSpan.Zero ? now + overlap : null;
        if (endsAt is { } end)
        {
            if (ends.Count + 2 > MaxSecrets)
            {
                return new SecretRotationResult.TooMany(DateTimeOffset.FromUnixTimeMilliseconds(ends[0]));
            }

            await OldSecrets.KeepAsync(connection, webhookId, end.ToUnixTimeMilliseconds());
        }

        var secret = WebhookSecret.Generate();
        return await connection.ExecuteAsync(
            "UPDATE webhooks SET sealed_secret = @sealedSecret WHERE id = @webhookId",
            new { webhookId, sealedSecret = _seal.Seal(webhookId, secret) }) > 0
            ? new SecretRotationResult.Rotated(WebhookSecret.Show(secret), endsAt)
            : new SecretRotationResult.UnknownWebhook();
    }
}

/// <summary>The result of a rotation.</summary>
public abstract record SecretRotationResult
{
    private SecretRotationResult()
    {
    }

    /// <summary>The endpoint has a new secret.</summary>
    /// <param name="Secret">The new secret, <c>whsec_</c> and the base64 of 32 random bytes; it is shown this once.</param>
    /// <param name="PreviousEndsAt">When the secret before it stops signing; null if it already has.</param>
    public sealed record Rotated(string Secret, DateTimeOffset? PreviousEndsAt) : SecretRotationResult;

    /// <summary>There is no such endpoint.</summary>
    public sealed record UnknownWebhook : SecretRotationResult;

    /// <summary>The endpoint has <see cref="SecretRotation.MaxSecrets"/> secrets.</summary>
    /// <param name="Until">When the first of them ends.</param>
    public sealed record TooMany(DateTimeOffset Until) : SecretRotationResult;
}
