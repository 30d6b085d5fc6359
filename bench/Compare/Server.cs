using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lintel.Bench.Compare;

/// <summary>A server process on core 0, stopped while it is not measured.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const double TicksPerSecond = 100;

    private static int _nextPort = 18200;

    private readonly Process _process;
    private readonly string _folder;

    private Server(string variant, Process process, string folder, int port)
    {
        Variant = variant;
        _process = process;
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public string Variant { get; }

    public Uri Address { get; }

    public ServerKeys Keys { get; private set; } = new([], string.Empty, string.Empty, string.Empty);

    public bool IsDotNet => Variant is not ("nginx" or "fastify");

    public static async Task<Server> StartAsync(string variant, string root, ServerKeys? keysForNginx, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("lintel-bench-").FullName;
        var port = Interlocked.Increment(ref _nextPort);
        if (variant == "nginx")
        {
            NginxConfiguration.Write(folder, port, keysForNginx!);
        }

        var command = Command(variant, root, folder, port);
        var start = new ProcessStartInfo("taskset", ["-c", "0", .. command]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder };
        var server = new Server(variant, Process.Start(start)!, folder, port);
        try
        {
            await server.WaitAsync(cancellationToken);
            server.Keys = variant == "nginx" ? keysForNginx! : await server.ReadKeysAsync(cancellationToken);
            server.Pause();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    /// <summary>Seconds of processor time so far, of all threads.</summary>
    public double CpuSeconds()
    {
        // The name in parentheses may hold blanks; fields 14 and 15 are utime and stime.
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    public long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Bytes that were allocated so far; null where the runtime does not tell.</summary>
    public async Task<long?> AllocatedBytesAsync()
    {
        if (!IsDotNet)
        {
            return null;
        }

        await _process.StandardInput.WriteLineAsync("stats");

        // Whatever the console logger printed comes before the answer.
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
            {
                return bytes;
            }
        }

        throw new MeasurementException($"{Variant} has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string[] Command(string variant, string root, string folder, int port) => variant switch
    {
        "nginx" => ["nginx", "-p", folder, "-c", NginxConfiguration.FileName, "-e", "error.log"],
        "fastify" => ["node", Path.Combine(root, "bench/fastify/server.js"), $"{port}", folder],
        _ => [Path.Combine(root, "bench/Servers/bin/Release/net10.0/bench-server"), variant, $"{port}", folder],
    };

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (_process.HasExited)
            {
                throw new MeasurementException($"{Variant} ended with {_process.ExitCode} before it answered.");
            }

            try
            {
                using var response = await client.GetAsync(new Uri(Address, "/shop/things"), cancellationToken);
                if (Variant == "nginx" || File.Exists(Path.Combine(_folder, "keys.json")))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new MeasurementException($"{Variant} did not answer within 30 seconds.");
    }

    private async Task<ServerKeys> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(_folder, "keys.json"));
        return await JsonSerializer.DeserializeAsync<ServerKeys>(file, cancellationToken: cancellationToken) ?? throw new MeasurementException($"{Variant} wrote no keys.");
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }
}
