using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lintel.Bench.Compare;

/// <summary>What a server says of itself.</summary>
/// <param name="AllocatedBytes">Since it started.</param>
/// <param name="DroppedLogRecords">Records that its request log could not keep.</param>
internal sealed record ServerStats(long AllocatedBytes, long DroppedLogRecords);

/// <summary>A server process on core 0, stopped while it is not measured.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private const string ItsCore = "0";

    // What it prints goes to a file, as a service's output does: a pipe that nobody reads would stop it. Opened for appending, so that the file can be cut.
    private const string Output = "output.log";
    private const string Launch = $"exec taskset -c {ItsCore} \"$@\" >>{Output}";

    private static readonly TimeSpan IdleFor = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

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
        var start = new ProcessStartInfo("sh", ["-c", Launch, "sh", .. command]) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };

        // On one core the runtime waits a second without new code, and not a tenth, before it compiles the busy parts again; under load that second does not
        // come for half a minute. This changes when it does so, and nothing of what comes out.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
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

    public void Pause()
    {
        Run("kill", "-STOP", $"{_process.Id}");
        File.WriteAllBytes(Path.Combine(_folder, Output), []);
    }

    public void Resume() => Run("kill", "-CONT", $"{_process.Id}");

    public void AllowBothCores() => SetCores("0,1");

    public void KeepToItsCore() => SetCores(ItsCore);

    /// <summary>
    /// Waits until the server is idle: its processor time has stood still for a moment. What it put off, such as writing its log, is then done and charged
    /// to the requests that caused it. A server that never rests is waited for 5 seconds.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var idleSince = began;
        for (var before = CpuSeconds(); time.GetElapsedTime(idleSince) < IdleFor && time.GetElapsedTime(began) < LongestSettling;)
        {
            await Task.Delay(LookEvery, time, cancellationToken);
            var now = CpuSeconds();
            idleSince = now > before ? time.GetTimestamp() : idleSince;
            before = now;
        }
    }

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

    /// <summary>What the server says of itself; null where the runtime does not tell.</summary>
    public async Task<ServerStats?> StatsAsync(CancellationToken cancellationToken)
    {
        if (!IsDotNet)
        {
            return null;
        }

        await _process.StandardInput.WriteLineAsync("stats".AsMemory(), cancellationToken);
        return await _process.StandardError.ReadLineAsync(cancellationToken) is { } line && line.StartsWith('{')
            ? JsonSerializer.Deserialize<ServerStats>(line)
            : throw new MeasurementException($"{Variant} does not tell its numbers; it has probably ended.");
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
                var why = await _process.StandardError.ReadToEndAsync(cancellationToken);
                throw new MeasurementException($"{Variant} ended with {_process.ExitCode} before it answered. {why}");
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

    // All threads, and not only the first: those that are there already keep their own mask. A thread that ends meanwhile makes taskset give up half-way.
    private void SetCores(string cores)
    {
        var attempts = 0;
        while (Run("taskset", "-a", "-c", "-p", cores, $"{_process.Id}") != 0)
        {
            if (++attempts == 5)
            {
                throw new MeasurementException($"{Variant} cannot be put on core {cores}.");
            }
        }
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
