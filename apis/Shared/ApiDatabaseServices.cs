using Lintel.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.Shared;

/// <summary>Registers the database of an API.</summary>
public static class ApiDatabaseServices
{
    /// <summary>Opens a database now, so that one that cannot be used stops the start and not the first request. The container closes it.</summary>
    /// <typeparam name="T">The API's own type for its database.</typeparam>
    /// <param name="services">The services of the process.</param>
    /// <param name="databases">The databases of the process.</param>
    /// <param name="name">The name of this one.</param>
    /// <param name="migrations">The scripts that made the tables.</param>
    /// <param name="wrap">Makes the API's own type.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be opened.</exception>
    public static IServiceCollection AddApiDatabase<T>(
        this IServiceCollection services, ApiDatabases databases, string name, ApiMigrations migrations, Func<IDatabase, T> wrap)
        where T : ApiDatabase
    {
        var database = wrap(databases.Open(name, migrations));

        // A container closes what its factories have made, and nothing that it was given.
        services.AddSingleton(_ => database);
        return services.AddHostedService<Owner<T>>();
    }

    /// <summary>Asks for the database once, without which the container would never own it.</summary>
    private sealed class Owner<T>(T database) : IHostedService
        where T : ApiDatabase
    {
        public T Database { get; } = database;

        // One that cannot be used stops the start, and not the first request.
        public Task StartAsync(CancellationToken cancellationToken) => Database.ReadAsync(_ => Task.FromResult(0), cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
