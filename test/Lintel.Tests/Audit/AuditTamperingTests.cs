using System.Data.Common;
using Dapper;
using Lintel.Audit;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Tests.Storage;
using Npgsql;

namespace Lintel.Tests.Audit;

/// <summary>Changes of the audit log by somebody who can write the database but lacks the pepper are found.</summary>
public abstract class AuditTamperingTests
{
    private static readonly AuditChain Chain = new(Pepper.Parse("1:" + new string('p', Pepper.MinLength)));

    private const string Swap =
        """
        UPDATE audit_entry SET number = 9 WHERE number = 2;
        UPDATE audit_entry SET number = 2 WHERE number = 3;
        UPDATE audit_entry SET number = 3 WHERE number = 9;
        """;

    private static readonly string[] Columns =
    [
        "number", "request_id", "at", "key_id", "user_id", "user_name", "account_id", "address", "operation", "target", "outcome", "changes", "seals", "mac",
        "pepper_version",
    ];

    private protected abstract IAuditStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A connection that is not the store's.</summary>
    private protected abstract Task<DbConnection> ConnectAsync();

    [Fact]
    public async Task Alteration_of_any_column_is_found_at_its_entry()
    {
        await NoteAsync(entries: 3);
        await using var connection = await ConnectAsync();
        foreach (var column in Columns)
        {
            var before = await connection.ExecuteScalarAsync<object>($"SELECT {column} FROM audit_entry WHERE request_id = 'req_2'");
            await SetAsync(connection, column, Altered(before!), "req_2");

            Assert.Equal((column, 2), (column, await BrokenAtAsync()));
            await SetAsync(connection, column, before!, column == "request_id" ? (string)Altered(before!) : "req_2");
        }

        Assert.Null(await BrokenAtAsync());
    }

    [Theory]
    [InlineData("DELETE FROM audit_entry WHERE number = 2", 2)]
    [InlineData(Swap, 2)]
    [InlineData("DELETE FROM audit_entry WHERE number = 4", 4)]
    [InlineData("DELETE FROM audit_entry WHERE number = 1", 1)]
    [InlineData("DELETE FROM audit_entry", 1)]
    [InlineData("DELETE FROM audit_mark", 4)]
    [InlineData("UPDATE audit_mark SET number = 3", 3)]
    [InlineData("DELETE FROM audit_entry WHERE number = 4; UPDATE audit_mark SET number = 3, mac = (SELECT mac FROM audit_entry WHERE number = 3)", 3)]
    [InlineData("UPDATE audit_entry SET address = NULL WHERE number = 3", 3)]
    [InlineData("UPDATE audit_entry SET seals = '[]' WHERE number = 3", 3)]
    public async Task Entries_that_are_deleted_swapped_cut_off_or_emptied_are_found(string statements, long number)
    {
        await NoteAsync(entries: 4);
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(statements);

        Assert.Equal(number, await BrokenAtAsync());
    }

    [Theory]
    [InlineData("INSERT INTO audit_entry (request_id, at, user_name, operation, outcome) VALUES ('req_9', 9, 'Eve', 'PATCH /x', 'done')")]
    [InlineData("INSERT INTO audit_entry (request_id, at, operation, begun, pepper_version) SELECT 'req_9', at, operation, begun, 1 FROM audit_entry WHERE request_id = 'req_3'")]
    [InlineData("UPDATE audit_entry SET user_name = 'Eve' WHERE request_id = 'req_3'")]
    [InlineData("UPDATE audit_entry SET number = NULL, seals = NULL, mac = NULL, pepper_version = NULL; DELETE FROM audit_mark")]
    [InlineData("UPDATE audit_entry SET changes = 'x' WHERE request_id = 'req_3'", true)]
    [InlineData("UPDATE audit_entry SET outcome = 'done', target = 'key_b' WHERE request_id = 'req_3'", true)]
    public async Task Entry_that_somebody_else_has_written_or_altered_gets_no_mac(string statements, bool isSealed = false)
    {
        await NoteAsync(entries: 2);
        await Store.BeginAsync(EntryOf(3), Chain, Token);
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(statements);

        await Store.SealAsync(Chain, DateTimeOffset.MaxValue, Token);

        var verdict = await VerifyAsync();
        if (!isSealed)
        {
            Assert.Contains("this installation has not written it", Assert.IsType<AuditVerdict.Broken>(verdict).Fault, StringComparison.Ordinal);
            return;
        }

        // What was added after the entry began does not come into the chain.
        Assert.Equal(3, Assert.IsType<AuditVerdict.Unbroken>(verdict).Entries);
        var entry = (await Store.SearchAsync(new AuditQuery(), Token)).Entries[0];
        Assert.Equal(("req_3", null, null, 0), (entry.RequestId, entry.Outcome, entry.Target, entry.Changes.Count));
    }

    [Fact]
    public async Task Altered_entry_is_not_removed_by_age()
    {
        await NoteAsync(entries: 4);
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("UPDATE audit_entry SET at = 1 WHERE number = 3");

        await Store.TrimAsync(Chain, DateTimeOffset.MaxValue, Token);

        Assert.Equal(3, await BrokenAtAsync());
    }

    [Fact]
    public async Task End_that_was_noted_and_is_removed_by_age_is_compared_with_the_mark_or_said_to_be_gone()
    {
        await NoteAsync(entries: 3);
        var stretch = await Store.ReadAsync(0, 10, Token);
        AuditMark MarkOf(int place) => Chain.MarkOf(AuditMark.Head, stretch.Rows[place]);
        await Store.TrimAsync(Chain, DateTimeOffset.UnixEpoch.AddSeconds(3), Token);

        Assert.Null(await BrokenAtAsync(MarkOf(1)));
        Assert.Equal(2, await BrokenAtAsync(MarkOf(1) with { Mac = new byte[32] }));
        Assert.True(Assert.IsType<AuditVerdict.Unbroken>(await VerifyAsync(MarkOf(0))).SeenIsRemoved);
    }

    [Fact]
    public async Task Lists_that_cannot_be_read_are_found_and_searched()
    {
        await NoteAsync(entries: 2);
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("UPDATE audit_entry SET seals = '[null]', changes = '{' WHERE number = 2");

        Assert.Equal(2, await BrokenAtAsync());
        Assert.Empty((await Store.SearchAsync(new AuditQuery(), Token)).Entries[0].Changes);
    }

    [Fact]
    public async Task Chain_that_was_put_back_to_an_earlier_state_lacks_the_end_that_was_noted()
    {
        await NoteAsync(entries: 2);
        var earlier = (await Store.ReadAsync(0, 10, Token)).Head!;
        await NoteAsync(entries: 2, first: 3);
        var noted = (await Store.ReadAsync(0, 10, Token)).Head!;
        Assert.Null(await BrokenAtAsync(noted));
        Assert.Null(await BrokenAtAsync(earlier));

        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync("DELETE FROM audit_entry WHERE number > 2");
        await connection.ExecuteAsync("UPDATE audit_mark SET number = 2, mac = @Mac, seal = @Seal", new { earlier.Mac, earlier.Seal });

        Assert.Null(await BrokenAtAsync());
        Assert.Equal(4, await BrokenAtAsync(noted));
    }

    private static object Altered(object value) => value switch
    {
        byte[] bytes => bytes.Select((one, place) => place == 5 ? (byte)(one ^ 1) : one).ToArray(),
        long number => number + 1000,
        string text => (char)(text[0] ^ 1) + text[1..],
        var other => throw new InvalidOperationException($"Nothing to alter in {other}."),
    };

    private static Task<int> SetAsync(DbConnection connection, string column, object value, string requestId) =>
        connection.ExecuteAsync($"UPDATE audit_entry SET {column} = @value WHERE request_id = @requestId", new { value, requestId });

    private async Task NoteAsync(int entries, int first = 1)
    {
        for (var n = first; n < first + entries; n++)
        {
            await Store.BeginAsync(EntryOf(n), Chain, Token);
            await Store.EndAsync($"req_{n}", new AuditOutcome("done", "key_a", [new AuditChange("name", $"Old {n}", "New")]), Chain, Token);
        }
    }

    private static AuditEntry EntryOf(int n) => new()
    {
        RequestId = $"req_{n}",
        At = DateTimeOffset.UnixEpoch.AddSeconds(n),
        KeyId = "key_op",
        UserId = "op_a",
        UserName = "Ada",
        AccountId = "acct_operator",
        Address = "192.0.2.1",
        Operation = "PATCH /lintel/v1/keys/{id}",
    };

    private Task<AuditVerdict> VerifyAsync(AuditMark? seen = null) =>
        new AuditVerifier(Store, Chain).VerifyAsync(seen is null ? null : new AuditSeen(seen.Number, seen.Mac), (_, _) => { }, Token);

    private async Task<long?> BrokenAtAsync(AuditMark? seen = null) => (await VerifyAsync(seen) as AuditVerdict.Broken)?.Number;
}

public sealed class SqliteAuditTamperingTests : AuditTamperingTests, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStores _stores = null!;

    private protected override IAuditStore Store => _stores.Audit;

    public async ValueTask InitializeAsync() => _stores = await SqliteStores.OpenAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder.Dispose();
    }

    private protected override Task<DbConnection> ConnectAsync() =>
        Task.FromResult<DbConnection>(SqliteConnections.OpenWriter(_folder.File(SqliteStores.LintelFile), TimeSpan.FromSeconds(2)));
}

public sealed class PostgresAuditTamperingTests(PostgresServer server) : AuditTamperingTests, IAsyncLifetime
{
    private string _database = null!;
    private PostgresStores _stores = null!;

    private protected override IAuditStore Store => _stores.Audit;

    public async ValueTask InitializeAsync() => _stores = await PostgresStores.OpenAsync(_database = await server.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    private protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        await connection.ExecuteAsync($"SET search_path = {PostgresStores.LintelSchema}");
        return connection;
    }
}
