using System.Data;
using Lintel.Storage;

namespace Lintel.Otp;

/// <summary>The file <c>otp.db</c>; a type of its own, because the process has a database for each API.</summary>
internal sealed class OtpDatabase(IDatabase database) : IAsyncDisposable
{
    public T Read<T>(Func<IDbConnection, T> query) => database.Read(query);

    public Task<T> WriteAsync<T>(Func<IDbConnection, T> work, CancellationToken cancellationToken) => database.WriteAsync(work, cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
