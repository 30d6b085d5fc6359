using Lintel.Panel;
using Lintel.Sqlite;
using Lintel.Tests.Storage;

namespace Lintel.Tests.Panel;

/// <summary>Tests of what panel keeps, each on a database of its own.</summary>
public abstract class PanelDatabaseTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private protected PanelDatabase Database { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Database = new PanelDatabase(SqliteDatabase.Open(Path.Combine(_folder.Path, "panel.db"), PanelMigrations.All));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
