using Dapper;
using Lintel.Shared;
using Lintel.Storage;

namespace Lintel.Pixel;

/// <summary>The file <c>pixel.db</c>.</summary>
internal sealed class PixelDatabase(IDatabase database) : ApiDatabase(database)
{
    /// <summary>The most rows that any list shows.</summary>
    public const int ListLimit = 1000;

    /// <summary>Lists what an account has.</summary>
    /// <typeparam name="TRow">The type of a row.</typeparam>
    /// <param name="sql">The query, with the parameters <c>@accountId</c> and <c>@limit</c>.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Gives up waiting for a connection.</param>
    public async Task<List<TRow>> ListAsync<TRow>(string sql, string accountId, CancellationToken cancellationToken) => await ReadAsync(
        async connection => (await connection.QueryAsync<TRow>(sql, new { accountId, limit = ListLimit })).AsList(),
        cancellationToken);
}
