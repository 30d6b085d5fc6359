using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dapper;
using Lintel.Management;
using Lintel.Storage;

namespace Lintel.Shared;

/// <summary>
/// The tables of an API with records of accounts, for the export and the erasure of what is kept of one. An erasure deletes the rows: without the texts in
/// them, nothing is left that anybody could use.
/// </summary>
/// <param name="database">The database of the API.</param>
/// <param name="tables">The tables, each after those that refer to it.</param>
public sealed class AccountTables(IDatabase database, IReadOnlyList<AccountTable> tables) : IAccountRecords
{
    private const int AtOnce = 500;

    /// <inheritdoc/>
    public async IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            if (table.Kind is not { } kind)
            {
                continue;
            }

            for (IDictionary<string, object?>? last = null; ;)
            {
                var page = await ReadPageAsync(table, accountId, last, cancellationToken);
                foreach (var row in page)
                {
                    yield return new AccountRecord(kind, ToJson(row));
                }

                if (page.Count < AtOnce)
                {
                    break;
                }

                last = page[^1];
            }
        }
    }

    /// <inheritdoc/>
    public async Task EraseAsync(string accountId, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            var some = $"SELECT {table.Row} FROM {table.Name} WHERE {table.OfAccount} LIMIT @AtOnce";
            var sql = $"DELETE FROM {table.Name} WHERE {table.OfAccount} AND ({table.Row}) IN ({some})";
            while (await database.WriteAsync(connection => connection.ExecuteAsync(sql, new { accountId, AtOnce }), cancellationToken) == AtOnce)
            {
                // More are left.
            }
        }
    }

    private async Task<List<IDictionary<string, object?>>> ReadPageAsync(
        AccountTable table, string accountId, IDictionary<string, object?>? last, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { accountId, AtOnce });
        var after = string.Empty;
        if (last is not null)
        {
            var keys = table.Key.Split(", ");
            after = $"AND ({table.Key}) > ({string.Join(", ", keys.Select((_, index) => $"@after{index}"))})";
            foreach (var (index, key) in keys.Index())
            {
                parameters.Add($"after{index}", last[key]);
            }
        }

        var columns = table.Columns.Length == 0 ? table.Key : $"{table.Key}, {table.Columns}";
        var sql = $"SELECT {columns} FROM {table.Name} WHERE {table.OfAccount} {after} ORDER BY {table.Key} LIMIT @AtOnce";
        return await database.ReadAsync(
            async connection => (await connection.QueryAsync(sql, parameters)).Cast<IDictionary<string, object?>>().ToList(), cancellationToken);
    }

    private static JsonObject ToJson(IDictionary<string, object?> row)
    {
        var json = new JsonObject();
        foreach (var (column, value) in row)
        {
            json[NameOf(column)] = value switch
            {
                null => null,
                long number => JsonValue.Create(number),
                double number => JsonValue.Create(number),
                bool flag => JsonValue.Create(flag),
                string text => JsonValue.Create(text),
                _ => throw new InvalidOperationException($"Column {column} is a {value.GetType().Name}, which an export has no form for."),
            };
        }

        return json;
    }

    // created_at is createdAt, as all members of the management API are.
    private static string NameOf(string column) =>
        string.Concat(column.Split('_').Select((word, index) => index == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
