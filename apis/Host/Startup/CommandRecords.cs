using Lintel.Host.Settings;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.Startup;

/// <summary>Opens what commands work on: the records of a folder or a database, and their pepper.</summary>
internal static class CommandRecords
{
    /// <summary>Returns the path of the file with the records.</summary>
    /// <param name="settings">Where the records are.</param>
    /// <param name="isOverHttp">true where the command works by a running host as well, which the message names.</param>
    /// <exception cref="StartupException">The folder has no such file.</exception>
    public static string RequireFile(HostSettings settings, bool isOverHttp = false)
    {
        var path = Path.Combine(settings.DataDirectory, SqliteStores.LintelFile);
        return File.Exists(path)
            ? path
            : throw new StartupException(
                ExitCode.Data, $"{settings.DataDirectory} is not a data folder: it has no {SqliteStores.LintelFile}. Name one with --data{OrUrl(isOverHttp)}.");
    }

    /// <summary>Opens the records to change them. Files belong to one process.</summary>
    /// <exception cref="StoreUnavailableException">They cannot be used, or belong to another process.</exception>
    public static async Task<DatabaseStores> OpenAsync(HostSettings settings, TimeProvider clock) => settings.Postgres is { } connectionString
        ? await PostgresStores.OpenAsync(connectionString, clock)
        : await SqliteStores.OpenAsync(settings.DataDirectory, clock, settings.DataWait);

    /// <summary>Opens the pepper that the settings name, and compares it with the stored keys. A command makes none.</summary>
    /// <param name="settings">Where the pepper is.</param>
    /// <param name="checks">Which pepper the stored keys were made with.</param>
    /// <param name="need">The sentence, without its end, that says that there is none.</param>
    /// <param name="isOverHttp">true where the command works by a running host as well, which the message names.</param>
    /// <exception cref="StartupException">There is none.</exception>
    /// <exception cref="PepperException">It cannot be read, or is another.</exception>
    public static Task<Pepper> OpenPepperAsync(HostSettings settings, IPepperCheckStore checks, string need, bool isOverHttp = false) =>
        settings.Pepper is null && !File.Exists(Path.Combine(settings.DataDirectory, PepperFile.FileName))
            ? throw new StartupException(
                ExitCode.Configuration,
                $"{need}: set Lintel__Pepper, Lintel__PepperFile or Lintel__PepperCommand, or name the folder that has the file {PepperFile.FileName} with "
                    + $"--data{OrUrl(isOverHttp)}.")
            : PepperFile.OpenAsync(settings.Pepper, settings.DataDirectory, checks);

    private static string OrUrl(bool isOverHttp) => isOverHttp ? ", or a running host with --url" : string.Empty;
}
