using System.Buffers.Binary;
using System.Security.Cryptography;
using Dapper;
using Lintel.Keys;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>The secrets of webhooks in a database, which are sealed under the pepper.</summary>
/// <param name="database">The database, which has the tables of <see cref="WebhookTables"/>.</param>
/// <param name="seal">Seals and opens secrets.</param>
/// <param name="pepper">The pepper.</param>
/// <param name="time">The clock.</param>
internal sealed class SealedWebhookSecrets(IDatabase database, SecretSeal seal, Pepper pepper, TimeProvider time) : ISealedSecrets
{
    /// <inheritdoc/>
    public async Task ResealAsync(int atOnce, CancellationToken cancellationToken)
    {
        await ResealAsync("webhooks", "id", atOnce, cancellationToken);
        await ResealAsync("webhook_old_secrets", "webhook_id", atOnce, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<(byte[] Version, long Secrets)>(
                """
                SELECT substr(sealed_secret, 1, 2), count(*) FROM webhooks GROUP BY substr(sealed_secret, 1, 2)
                UNION ALL
                SELECT substr(sealed_secret, 1, 2), count(*) FROM webhook_old_secrets WHERE ends_at > @now GROUP BY substr(sealed_secret, 1, 2)
                """,
                new { now = time.GetUtcNow().ToUnixTimeMilliseconds() }),
            cancellationToken);
        return rows.GroupBy(row => (int)BinaryPrimitives.ReadUInt16BigEndian(row.Version))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Secrets));
    }

    private async Task ResealAsync(string table, string idColumn, int atOnce, CancellationToken cancellationToken)
    {
        var current = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(current, (ushort)pepper.Newest);
        var after = long.MinValue;
        while (true)
        {
            // The number stands at the beginning, so that it is compared as the bytes are.
            var rows = (await database.ReadAsync(
                connection => connection.QueryAsync<Row>(
                    $"""
                    SELECT rowid AS Place, {idColumn} AS Id, sealed_secret AS SealedSecret FROM {table}
                    WHERE rowid > @after AND substr(sealed_secret, 1, 2) < @current ORDER BY rowid LIMIT @atOnce
                    """,
                    new { after, current, atOnce }),
                cancellationToken)).AsList();
            var resealed = rows.Select(row => (row.Place, row.SealedSecret, New: Reseal(row))).Where(row => row.New is not null).ToArray();
            if (resealed.Length > 0)
            {
                await database.WriteAsync(
                    connection => connection.ExecuteAsync(
                        $"UPDATE {table} SET sealed_secret = @New WHERE rowid = @Place AND sealed_secret = @SealedSecret",
                        resealed.Select(row => new { row.Place, row.SealedSecret, row.New })),
                    cancellationToken);
            }

            if (rows.Count < atOnce)
            {
                return;
            }

            after = rows[^1].Place;
        }
    }

    /// <summary>The secret under the current version; null where it does not open, as deliveries of that endpoint will tell.</summary>
    private byte[]? Reseal(Row row)
    {
        try
        {
            return seal.Seal(row.Id, seal.Open(row.Id, row.SealedSecret));
        }
        catch (Exception exception) when (exception is PepperException or CryptographicException)
        {
            return null;
        }
    }

    private sealed class Row
    {
        public long Place { get; init; }

        public string Id { get; init; } = string.Empty;

        public byte[] SealedSecret { get; init; } = [];
    }
}
