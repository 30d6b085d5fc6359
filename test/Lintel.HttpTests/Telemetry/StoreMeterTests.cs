using Lintel.HttpTests.Harness;
using Lintel.Sqlite;
using Lintel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Works on databases are timed, and those that the database fails are told apart from those that it refuses.</summary>
public sealed class StoreMeterTests
{
    [Fact]
    public async Task Works_are_timed_by_database_and_kind_and_failures_have_a_type()
    {
        using var folder = new TemporaryFolder();
        using var measured = new Measurements(new ServiceCollection().AddMetrics().BuildServiceProvider());
        var file = Path.Combine(folder.Path, "measured.db");
        await using var database = SqliteDatabase.Open(file, ["CREATE TABLE one (id INTEGER PRIMARY KEY)"]);

        await database.WriteAsync(_ => Task.FromResult(1), TestContext.Current.CancellationToken);
        await database.ReadAsync(_ => Task.FromResult(1), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<FormatException>(
            () => database.ReadAsync<int>(_ => throw new FormatException(), TestContext.Current.CancellationToken));
        File.Move(file, file + ".away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.WriteAsync(_ => Task.FromResult(1), TestContext.Current.CancellationToken));
        File.Move(file + ".away", file);

        var own = measured.Of("lintel.store.duration").Where(each => each.Tags.Contains("lintel.store.name=measured", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            [
                ("error.type=Lintel.StoreUnavailableException lintel.store.name=measured lintel.store.operation=write", 1),
                ("lintel.store.name=measured lintel.store.operation=read", 2),
                ("lintel.store.name=measured lintel.store.operation=write", 1),
            ],
            own.GroupBy(each => each.Tags).Select(group => (group.Key, group.Count())).Order());
    }
}
