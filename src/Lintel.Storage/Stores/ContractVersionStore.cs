using Dapper;

namespace Lintel.Storage;

/// <summary>Keeps, of each API, the contract that ran last and the one before it, so that a restart knows what has changed.</summary>
/// <param name="database">The database with the records.</param>
internal sealed class ContractVersionStore(IDatabase database)
{
    /// <summary>Notes the contract that runs now.</summary>
    /// <param name="api">The API.</param>
    /// <param name="running">The contract.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be noted.</param>
    /// <returns>The contract before it; null where none was kept.</returns>
    public Task<KeptContract?> BeginAsync(string api, KeptContract running, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT hash, loaded_at AS LoadedAt, content, previous_hash AS PreviousHash, previous_loaded_at AS PreviousLoadedAt,
                  previous_content AS PreviousContent
                FROM contract_version WHERE api = @api
                """,
                new { api });
            if (row?.Hash == running.Hash)
            {
                return KeptContract.Of(row.PreviousHash, row.PreviousLoadedAt, row.PreviousContent);
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO contract_version (api, hash, loaded_at, content) VALUES (@api, @Hash, @LoadedAt, @Content)
                ON CONFLICT (api) DO UPDATE SET
                  previous_hash = contract_version.hash,
                  previous_loaded_at = contract_version.loaded_at,
                  previous_content = contract_version.content,
                  hash = excluded.hash,
                  loaded_at = excluded.loaded_at,
                  content = excluded.content
                """,
                new { api, running.Hash, LoadedAt = Columns.FromMoment(running.LoadedAt), running.Content });
            return KeptContract.Of(row?.Hash, row?.LoadedAt, row?.Content);
        },
        cancellationToken);

    private sealed class Row
    {
        public string Hash { get; set; } = string.Empty;

        public long LoadedAt { get; set; }

        public byte[] Content { get; set; } = [];

        public string? PreviousHash { get; set; }

        public long? PreviousLoadedAt { get; set; }

        public byte[]? PreviousContent { get; set; }
    }
}

/// <summary>A contract that is kept.</summary>
/// <param name="Hash">The digest of its texts.</param>
/// <param name="LoadedAt">The moment since which it was in force.</param>
/// <param name="Content">Its texts, packed.</param>
internal sealed record KeptContract(string Hash, DateTimeOffset LoadedAt, byte[] Content)
{
    public static KeptContract? Of(string? hash, long? loadedAt, byte[]? content) =>
        hash is null || loadedAt is not { } moment || content is null ? null : new KeptContract(hash, Columns.ToMoment(moment), content);
}
