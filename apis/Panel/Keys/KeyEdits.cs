using System.Data.Common;
using Dapper;

namespace Lintel.Panel;

/// <summary>
/// When keys were edited. The note is written before the key is, and holds from the key's next version on: whatever fails in between, the moment
/// that is shown is that of an edit that happened.
/// </summary>
internal sealed class KeyEdits(PanelDatabase database)
{
    /// <summary>When a key was edited last; null where it never was.</summary>
    public async Task<DateTimeOffset?> FindAsync(string keyId, long version, CancellationToken cancellationToken) =>
        Load(await database.ReadAsync(connection => RowAsync(connection, keyId), cancellationToken), version);

    /// <summary>The same of many keys.</summary>
    public async Task<Dictionary<string, DateTimeOffset>> FindAsync(IReadOnlyDictionary<string, long> versions, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            connection => connection.QueryAsync<NoteRow>($"{Selected} WHERE key_id IN @keys", new { keys = versions.Keys }),
            cancellationToken);
        return rows.Select(row => (row.KeyId, Moment: Load(row, versions[row.KeyId])))
            .Where(note => note.Moment is not null)
            .ToDictionary(note => note.KeyId, note => note.Moment!.Value);
    }

    /// <summary>Notes an edit that leads to the next version.</summary>
    public Task NoteAsync(string keyId, long version, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async connection => await connection.ExecuteAsync(
            """
            INSERT INTO key_edits (key_id, version, edited_at, edited_before) VALUES (@keyId, @next, @now, @before)
            ON CONFLICT (key_id) DO UPDATE SET version = excluded.version, edited_at = excluded.edited_at, edited_before = excluded.edited_before
            """,
            new { keyId, next = version + 1, now = now.ToUnixTimeMilliseconds(), before = Moment.Store(Load(await RowAsync(connection, keyId), version)) }),
        cancellationToken);

    private const string Selected = "SELECT key_id AS KeyId, version AS Version, edited_at AS EditedAt, edited_before AS EditedBefore FROM key_edits";

    private static Task<NoteRow?> RowAsync(DbConnection connection, string keyId) =>
        connection.QuerySingleOrDefaultAsync<NoteRow>($"{Selected} WHERE key_id = @keyId", new { keyId });

    private static DateTimeOffset? Load(NoteRow? row, long version) =>
        row is null ? null : Moment.Load(row.Version <= version ? row.EditedAt : row.EditedBefore);

    private sealed class NoteRow
    {
        public string KeyId { get; init; } = string.Empty;

        public long Version { get; init; }

        public long EditedAt { get; init; }

        public long? EditedBefore { get; init; }
    }
}
