using Dapper;
using Lintel.Panel;
using Lintel.Sqlite;
using Lintel.Tests.Storage;

namespace Lintel.Tests.Panel;

/// <summary>No list reads the rows of other applications or accounts.</summary>
public sealed class IndexTests
{
    [Theory]
    [InlineData("SELECT * FROM licenses WHERE application_id = 1 AND account_id = 'a' ORDER BY id DESC LIMIT 20 OFFSET 20")]
    [InlineData("SELECT * FROM users WHERE application_id = 1 AND account_id = 'a' ORDER BY id DESC LIMIT 20")]
    [InlineData("SELECT * FROM blacklists WHERE application_id = 1 AND account_id = 'a' ORDER BY id DESC LIMIT 20")]
    [InlineData("SELECT * FROM variables WHERE application_id = 1 AND account_id = 'a'")]
    [InlineData("SELECT * FROM applications WHERE account_id = 'a' ORDER BY id DESC")]
    [InlineData("SELECT COUNT(*) FROM licenses WHERE account_id = 'a'")]
    [InlineData("SELECT COUNT(*) FROM users WHERE account_id = 'a'")]
    [InlineData("SELECT COUNT(*) FROM levels WHERE account_id = 'a'")]
    [InlineData("UPDATE licenses SET user_id = NULL WHERE application_id = 1 AND account_id = 'a' AND user_id = 7")]
    public async Task Statement_searches_by_an_index_and_sorts_nothing(string sql)
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.Open(Path.Combine(folder.Path, "panel.db"), PanelMigrations.All);

        var plan = await database.ReadAsync(
            async connection => (await connection.QueryAsync<(long, long, long, string Detail)>("EXPLAIN QUERY PLAN " + sql)).Select(row => row.Detail).ToList(),
            TestContext.Current.CancellationToken);

        Assert.All(plan, step => Assert.StartsWith("SEARCH", step, StringComparison.Ordinal));
        Assert.All(plan, step => Assert.Contains("INDEX", step, StringComparison.Ordinal));
    }
}
