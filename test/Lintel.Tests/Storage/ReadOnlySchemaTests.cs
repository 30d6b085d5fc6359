using Dapper;
using Lintel.Audit;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>The schema of the records as it is read beside running hosts.</summary>
public sealed class ReadOnlySchemaTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Audit_log_is_verified_by_a_user_who_may_only_read()
    {
        var chain = new AuditChain(Pepper.Parse("1:" + new string('p', Pepper.MinLength)));
        var database = await server.CreateDatabaseAsync();
        await using (var stores = await PostgresStores.OpenAsync(database))
        {
            await stores.Audit.BeginAsync(new AuditEntry { RequestId = "req_1", At = DateTimeOffset.UnixEpoch, Operation = "POST /keys" }, chain, Token);
            await stores.Audit.EndAsync("req_1", new AuditOutcome("done", "key_a", []), chain, Token);
        }

        await ExecuteAsync(
            database,
            """
            CREATE ROLE audit_reader LOGIN PASSWORD 'reads';
            GRANT USAGE ON SCHEMA lintel TO audit_reader;
            GRANT SELECT ON lintel.schema_version, lintel.audit_entry, lintel.audit_mark, lintel.pepper_check TO audit_reader;
            """);
        await using var schema = await ReadOnlySchema.OpenAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = "audit_reader", Password = "reads" }.ConnectionString);

        var verdict = await new AuditVerifier(new AuditStore(schema), chain).VerifyAsync(seen: null, (_, _) => { }, Token);

        Assert.Equal(1, Assert.IsType<AuditVerdict.Unbroken>(verdict).Entries);
        Assert.Empty(await new PepperCheckStore(schema).ReadAsync(Token));
        Assert.Throws<NotSupportedException>(() => { _ = schema.WriteAsync(connection => connection.ExecuteAsync("SELECT 1"), Token); });
    }

    [Fact]
    public async Task Schema_of_another_release_is_refused_by_name_and_stays_as_it_is()
    {
        var database = await server.CreateDatabaseAsync();
        Assert.Contains("There is no schema lintel", await RefusalAsync(database), StringComparison.Ordinal);
        await using (var source = PostgresSource.Create(database))
        {
            await PostgresDatabase.OpenAsync(source, "lintel", PostgresTables.Lintel[..^1], Token);
        }

        var known = PostgresTables.Lintel.Length;
        Assert.Contains(
            $"by an older release: its tables have version {known - 1}, and those of this release {known}", await RefusalAsync(database), StringComparison.Ordinal);
        await ExecuteAsync(database, $"UPDATE lintel.schema_version SET version = {known + 1}, needed = {known + 1}");
        Assert.Contains("by a newer release", await RefusalAsync(database), StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(string database) =>
        (await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadOnlySchema.OpenAsync(database))).Message;

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync(sql);
    }
}
