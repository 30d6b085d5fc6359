using Dapper;
using Lintel.Panel;
using Lintel.Shared;

namespace Lintel.Tests.Panel;

/// <summary>Records of accounts are exported and erased in pieces, with keys of one column and of several.</summary>
public sealed class AccountTablesTests : PanelDatabaseTests
{
    private const int Rows = 1_201;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("id")]
    [InlineData("application_id, name")]
    public async Task Every_record_is_exported_once_and_erased(string key)
    {
        foreach (var (account, first) in new[] { ("acct_a", 0), ("acct_b", Rows) })
        {
            await Database.WriteAsync(
                connection => connection.ExecuteAsync(
                    """
                    WITH RECURSIVE n (i) AS (SELECT @first + 1 UNION ALL SELECT i + 1 FROM n WHERE i < @first + @Rows)
                    INSERT INTO levels (id, account_id, application_id, name) SELECT i, @account, i % 3, 'level ' || i FROM n
                    """,
                    new { account, first, Rows }),
                Token);
        }

        var tables = new AccountTables(Database, [new("panel.level", "levels", key, key == "id" ? "name" : "id") { Row = "id" }]);

        var names = await NamesAsync(tables, "acct_a");
        Assert.Equal((Rows, Rows), (names.Count, names.Distinct(StringComparer.Ordinal).Count()));

        await tables.EraseAsync("acct_a", Token);
        Assert.Empty(await NamesAsync(tables, "acct_a"));
        Assert.Equal(Rows, (await NamesAsync(tables, "acct_b")).Count);
    }

    private static async Task<List<string>> NamesAsync(AccountTables tables, string account)
    {
        var names = new List<string>();
        await foreach (var record in tables.ReadAsync(account, Token))
        {
            Assert.Equal("panel.level", record.Kind);
            names.Add((string)record.Data["name"]!);
        }

        return names;
    }
}
