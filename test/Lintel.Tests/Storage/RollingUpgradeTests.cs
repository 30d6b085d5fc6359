using Dapper;
using Lintel.Accounts;
using Lintel.FieldService.Storage;
using Lintel.Otp;
using Lintel.Panel;
using Lintel.Pixel;
using Lintel.Postgres;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>
/// Nodes of an earlier release go on while newer ones bring the tables up to date: scripts only add, and what an earlier node sends is still understood.
/// </summary>
public sealed class RollingUpgradeTests(PostgresServer server)
{
    // The number of scripts of the first release that has nodes. A script that removes something says which releases end with it, and counts from there.
    private static readonly Dictionary<string, (IReadOnlyList<string> Scripts, int First)> All = new()
    {
        ["lintel"] = (PostgresTables.Lintel, 2),
        ["lintel_requests"] = (PostgresTables.Requests, 1),
        ["idempotency"] = (IdempotencyTables.PostgresMigrations, 1),
        ["fieldservice"] = (Migrations.Postgres, 1),
        ["otp"] = (OtpMigrations.Postgres, 1),
        ["panel"] = (PanelMigrations.Postgres, 1),
        ["pixel"] = (PixelMigrations.Postgres, 1),
        ["trackpilots"] = (Lintel.Trackpilots.Storage.Migrations.Postgres, 1),
        ["warehouse"] = (WarehouseDatabase.PostgresMigrations, 1),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tables_of_an_earlier_release_keep_what_it_reads_and_writes(string schema)
    {
        var (scripts, first) = All[schema];
        var earlier = scripts.Take(Math.Max(first, MigrationNeeds.Of(scripts))).ToArray();
        await using var source = PostgresSource.Create(await server.CreateDatabaseAsync());
        var before = await ReadAsync(source, schema, earlier);
        var after = await ReadAsync(source, schema, scripts);

        // Each column is there with its type, and takes what it took.
        Assert.Subset(after.ToHashSet(), before.ToHashSet());

        // An insertion that does not know a column goes through.
        var tables = before.Select(column => column.Table).ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(after.Except(before), column => tables.Contains(column.Table) && !column.MayBeLeftOut);

        // The earlier release still starts.
        await PostgresDatabase.OpenAsync(source, schema, earlier, Token);
    }

    [Fact]
    public async Task Node_of_the_first_release_works_beside_a_new_one()
    {
        var database = await server.CreateDatabaseAsync();
        await using (var source = PostgresSource.Create(database))
        {
            await PostgresDatabase.OpenAsync(source, "lintel", PostgresTables.Lintel[..2], Token);
        }

        await using var older = new FirstReleaseNode(database);
        await older.RenewAsync();
        await using var newer = await TestNode.JoinAsync(database);
        Assert.Equal(["older", "newer"], (await newer.Nodes.ListAsync(Token)).Select(node => node.Node == "older" ? "older" : "newer"));
        var account = TestNode.Account();
        await newer.Stores.Accounts.AddAsync(account, Token);
        Assert.Equal("free", (await newer.Accounts.FindAsync("acct_a", Token))!.Plan);

        // A change of the newer one waits for the older one, which finds it.
        Assert.Equal(AccountWrite.Done, await newer.Stores.Accounts.UpdateAsync(account with { Plan = "growth", Version = 2 }, Token));
        Assert.False((await newer.Nodes.WaitAsync(TimeSpan.Zero, Token)).IsComplete);
        Assert.Equal(["acct_a"], await older.ApplyAsync());
        await older.RenewAsync();
        Assert.Equal((2, 2), await WaitAsync(newer));

        // And the other way around.
        await older.ChangePlanAsync("acct_a", "scale");
        await older.ApplyAsync();
        await older.RenewAsync();
        Assert.Equal((2, 2), await WaitAsync(newer));
        Assert.Equal("scale", (await newer.Accounts.FindAsync("acct_a", Token))!.Plan);
    }

    private static async Task<(int Applied, int Of)> WaitAsync(TestNode node)
    {
        var receipt = await node.Nodes.WaitAsync(TimeSpan.FromSeconds(10), Token);
        return (receipt.Applied, receipt.Of);
    }

    private static async Task<IReadOnlyList<Column>> ReadAsync(NpgsqlDataSource source, string schema, IReadOnlyList<string> scripts)
    {
        await PostgresDatabase.OpenAsync(source, schema, scripts, Token);
        await using var connection = await source.OpenConnectionAsync(Token);
        var rows = await connection.QueryAsync<(string Table, string Name, string Type, bool MayBeNull, bool HasDefault)>(
            """
            SELECT table_name, column_name, data_type || ' ' || COALESCE(collation_name, ''), is_nullable = 'YES',
              column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS'
            FROM information_schema.columns WHERE table_schema = @schema
            """,
            new { schema });
        return [.. rows.Select(row => new Column(row.Table, row.Name, row.Type, row.MayBeNull, row.MayBeNull || row.HasDefault))];
    }

    private sealed record Column(string Table, string Name, string Type, bool MayBeNull, bool MayBeLeftOut);

    /// <summary>The statements of the first release that has nodes. They are never changed.</summary>
    private sealed class FirstReleaseNode(string connectionString) : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection = new(connectionString);
        private string _seen = "1:1:";
        private long _applied;

        public Task<int> RenewAsync() => _connection.ExecuteAsync(
            """
            INSERT INTO lintel.node (id, version, environment, contracts, lease_until, applied, seen)
            VALUES (@id, @version, @environment, @contracts, clock_timestamp() + @lease, @applied, @seen::PG_SNAPSHOT)
            ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until, applied = excluded.applied, seen = excluded.seen
            """,
            new { id = "older", version = "0.1.0", environment = "live", contracts = "{}", lease = TimeSpan.FromMinutes(5), applied = _applied, seen = _seen });

        /// <summary>Reads what has changed.</summary>
        /// <returns>The accounts.</returns>
        public async Task<string[]> ApplyAsync()
        {
            var rows = (await _connection.QueryAsync<(string Seen, long? Newest, int Kind, byte[] Subject)>(
                """
                SELECT pg_current_snapshot()::TEXT, (SELECT MAX(seq) FROM lintel.change), c.kind, c.subject
                FROM (SELECT @seen::PG_SNAPSHOT AS seen) n CROSS JOIN lintel.change_mark m
                  LEFT JOIN lintel.change c ON c.xid >= pg_snapshot_xmin(n.seen) AND NOT pg_visible_in_snapshot(c.xid, n.seen)
                LIMIT @limit
                """,
                new { seen = _seen, limit = 5001 })).AsList();
            (_seen, _applied) = (rows[0].Seen, rows[0].Newest ?? 0);
            return [.. rows.Where(row => row.Kind == 2).Select(row => System.Text.Encoding.UTF8.GetString(row.Subject)).Distinct()];
        }

        public Task<int> ChangePlanAsync(string id, string plan) => _connection.ExecuteAsync(
            "UPDATE lintel.account SET plan = @plan, version = version + 1 WHERE id = @id", new { id, plan });

        public ValueTask DisposeAsync() => _connection.DisposeAsync();
    }
}
