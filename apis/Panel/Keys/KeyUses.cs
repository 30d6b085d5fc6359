using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Panel;

/// <summary>When and from where a key was used.</summary>
/// <param name="At">The time.</param>
/// <param name="Address">The caller's address.</param>
/// <param name="AccountId">The account of the key; null where an earlier release noted none.</param>
internal sealed record KeyUse(DateTimeOffset At, string Address, string? AccountId = null);

/// <summary>
/// Notes the last use of each key: in memory at once, in the store some seconds later and when the process stops. A request must not wait for a write that
/// says no more than that it came.
/// </summary>
internal sealed partial class KeyUses(PanelDatabase database, TimeProvider clock, ILogger<KeyUses> logger, BackgroundLoops? loops = null) : BackgroundService
{
    // Beyond this many keys between two writes the rest goes unnoted; it is told with their next use.
    private const int MostNoted = 10_000;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, KeyUse> _noted = new(StringComparer.Ordinal);

    // One word that there is something to write says as much as many.
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly BackgroundLoop? _loop = WaitingLoop(loops);

    public void Note(string keyId, KeyUse use)
    {
        if (_noted.Count < MostNoted || _noted.ContainsKey(keyId))
        {
            _noted[keyId] = use;
            _loop?.Begin();
            _work.Writer.TryWrite(true);
        }
    }

    /// <summary>The last uses of some keys, by id.</summary>
    public async Task<Dictionary<string, KeyUse>> FindAsync(IReadOnlyList<string> keyIds, CancellationToken cancellationToken)
    {
        // What is noted is asked first: it leaves memory only after it is in the store.
        var uses = keyIds.Where(_noted.ContainsKey).Select(
            id => (Id: id, Use: _noted.GetValueOrDefault(id))).Where(noted => noted.Use is not null).ToDictionary(noted => noted.Id, noted => noted.Use!);
        foreach (var row in await database.ReadAsync(
            async connection => (await connection
                .QueryAsync<(string KeyId, long UsedAt, string Address)>(
                    "SELECT key_id, used_at, address FROM key_uses WHERE key_id IN @keyIds AND address <> ''",
                    new { keyIds })).AsList(),
            cancellationToken))
        {
            uses.TryAdd(row.KeyId, new KeyUse(DateTimeOffset.FromUnixTimeMilliseconds(row.UsedAt), row.Address));
        }

        return uses;
    }

    /// <summary>Writes what was noted.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var noted = _noted.ToArray();
        if (noted.Length == 0)
        {
            return;
        }

        await database.WriteAsync(connection => SaveAsync(connection, noted), cancellationToken);
        foreach (var written in noted)
        {
            // Stays where the key was used again in the meantime.
            _noted.TryRemove(written);
        }
    }

    /// <summary>
    /// Erases the uses of an account's keys. Rows without an address stay in their place, so that uses that other nodes have noted are not written any more.
    /// </summary>
    /// <param name="accountId">The account.</param>
    /// <param name="keyIds">Those of its keys that may have been used and not written.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EraseAsync(string accountId, IReadOnlyList<string> keyIds, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("UPDATE key_uses SET used_at = 0, address = '' WHERE account_id = @accountId", new { accountId });
                return await connection.ExecuteAsync(
                    """
                    INSERT INTO key_uses (key_id, used_at, address, account_id) VALUES (@keyId, 0, '', @accountId)
                    ON CONFLICT (key_id) DO UPDATE SET used_at = 0, address = ''
                    """,
                    keyIds.Select(keyId => new { keyId, accountId }));
            },
            cancellationToken);
        foreach (var keyId in keyIds)
        {
            _noted.TryRemove(keyId, out _);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in _work.Reader.ReadAllAsync(stoppingToken))
            {
                await Task.Delay(Delay, clock, stoppingToken);
                await TryFlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private static BackgroundLoop? WaitingLoop(BackgroundLoops? loops)
    {
        var loop = loops?.Add("panel_key_uses");
        loop?.Wait();
        return loop;
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
            _loop?.Wait();
        }
        catch (Exception exception) when (exception is StoreUnavailableException or OperationCanceledException)
        {
            Log.NotWritten(logger, exception.Message);
        }
    }

    private static Task<int> SaveAsync(DbConnection connection, KeyValuePair<string, KeyUse>[] uses) => connection.ExecuteAsync(
        """
        INSERT INTO key_uses (key_id, used_at, address, account_id) VALUES (@KeyId, @UsedAt, @Address, @AccountId)
        ON CONFLICT (key_id) DO UPDATE SET used_at = excluded.used_at, address = excluded.address, account_id = excluded.account_id
        WHERE key_uses.address <> ''
        """,
        uses.Select(use => new { KeyId = use.Key, UsedAt = use.Value.At.ToUnixTimeMilliseconds(), use.Value.Address, use.Value.AccountId }));

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The last uses of keys could not be written: {Problem}")]
        public static partial void NotWritten(ILogger logger, string problem);
    }
}
