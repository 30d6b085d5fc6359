using Dapper;
using Lintel.Requests;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Counts of usage that batches have noted and nobody has added up yet.</summary>
internal static class UsageTallies
{
    private const string Columns = $"dimension, start, api, value, {UsageSql.Counts}";

    /// <summary>Adds up what batches have noted, at most <c>@most</c> rows; SQL, for one at a time.</summary>
    public static readonly string AddUpSql =
        $"""
        WITH added AS (
          DELETE FROM usage_tally WHERE ctid = ANY (ARRAY(SELECT ctid FROM usage_tally LIMIT @most)) RETURNING {Columns}),
        {UsageSql.AddUp("added")}
        """;

    /// <summary>Notes counts.</summary>
    public static Task<int> NoteAsync(NpgsqlConnection connection, IReadOnlyDictionary<UsageName, UsageCount> counts) => connection.ExecuteAsync(
        $"""
        INSERT INTO usage_tally ({Columns})
        SELECT * FROM unnest(@dimensions, @starts, @apis, @values, @requests, @errors, @durations, @longest)
        """,
        new
        {
            dimensions = counts.Keys.Select(name => (int)name.Dimension).ToArray(),
            starts = counts.Keys.Select(name => name.Start).ToArray(),
            apis = counts.Keys.Select(name => StoredText.Of(name.Api)).ToArray(),
            values = counts.Keys.Select(name => StoredText.Of(name.Value)).ToArray(),
            requests = counts.Values.Select(count => count.Requests).ToArray(),
            errors = counts.Values.Select(count => count.Errors).ToArray(),
            durations = counts.Values.Select(count => count.DurationMicroseconds).ToArray(),
            longest = counts.Values.Select(count => count.LongestMicroseconds).ToArray(),
        });
}
