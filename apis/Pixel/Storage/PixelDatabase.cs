using System.Data;
using Lintel.Storage;

namespace Lintel.Pixel;

/// <summary>The file <c>pixel.db</c>; a type of its own, because the process has a database for each API.</summary>
internal sealed class PixelDatabase(IDatabase database) : IAsyncDisposable
{
    /// <summary>The most rows that any list shows.</summary>
    public const int ListLimit = 1000;

    public T Read<T>(Func<IDbConnection, T> query) => database.Read(query);

    public Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancellationToken) => database.WriteAsync(work, cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
