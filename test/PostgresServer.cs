using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Lintel.Tests;

/// <summary>
/// A PostgreSQL server of the tests alone, from Debian's package, in a temporary folder that is gone with it. It asks for a password, as servers do, and does
/// not wait for its disk.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Programs = "/usr/lib/postgresql";

    // The server refuses to run as root, which a test run in a container is.
    private static readonly string[] AsItsUser = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-postgres-").FullName;
    private readonly int _port = FreePort();
    private readonly string _password = $"it's; {RandomNumberGenerator.GetHexString(32)}";
    private int _databases;
    private Process? _server;

    /// <summary>Makes a database.</summary>
    /// <param name="template">The connection string of one that it is a copy of, and that nobody uses now; null for an empty one.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        var copied = template is null ? string.Empty : $" TEMPLATE {new NpgsqlConnectionStringBuilder(template).Database}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}{copied}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(PasswordFile, _password);
        if (AsItsUser.Length > 0)
        {
            await RunAsync("chown", "-R", "postgres", _folder);
        }

        var programs = Path.Combine(Directory.GetDirectories(Programs).Max(StringComparer.Ordinal)!, "bin");
        await RunAsync(
            [
                .. AsItsUser, Path.Combine(programs, "initdb"), "--no-sync", "--auth=scram-sha-256", $"--pwfile={PasswordFile}", "-U", "lintel", "-E", "UTF8",
                "--locale=C.UTF-8", "-D", Data,
            ]);
        await StartAsync();
    }

    /// <summary>Starts the server with what it has, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var programs = Path.Combine(Directory.GetDirectories(Programs).Max(StringComparer.Ordinal)!, "bin");
        _server?.Dispose();
        _server = Start(
            [
                .. AsItsUser, Path.Combine(programs, "postgres"), "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _folder,
                "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
            ]);
        await WaitAsync();
    }

    /// <summary>Ends the server and every connection to it.</summary>
    public async Task StopAsync()
    {
        if (_server is { HasExited: false } server)
        {
            // Fast: connections are ended, nothing is waited for. The process that was started has become the server.
            await RunAsync("kill", "-INT", server.Id.ToString(CultureInfo.InvariantCulture));
            await server.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    // The folder is its owner's alone.
    private string PasswordFile => Path.Combine(_folder, "password");

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Database = database,
        Username = "lintel",
        Password = _password,
    }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string[] command)
    {
        // Read from nowhere: a terminal's signal would end the server before the tests have.
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
        }
    }

    private async Task WaitAsync()
    {
        for (var left = 200; ; left--)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (left > 0 && _server is { HasExited: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }
}
