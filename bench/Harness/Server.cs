using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Lintel.Bench.Harness;

/// <summary>What a server says of itself.</summary>
/// <param name="AllocatedBytes">Since it started.</param>
/// <param name="DroppedLogRecords">Records that its request log could not keep.</param>
internal sealed record ServerStats(long AllocatedBytes, long DroppedLogRecords);

/// <summary>A server process on core 0, stopped while it is not measured.</summary>
internal sealed class Server : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private const string ItsCore = "0";
    private const string BothCores = "0,1";

    // What it prints goes to a file, as a service's output does: a pipe that nobody reads would stop it. Opened for appending, so that the file can be cut.
    private const string Output = "output.log";
    private const string KeysFile = "keys.json";
    private const string Shell = $"exec taskset -c \"$@\" >>{Output}";

    private static readonly TimeSpan IdleFor = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    // A server with a million keys makes them first.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    private static int _nextPort = 18200;

    private readonly string[] _command;
    private readonly string _folder;
    private Process _process;

    private Server(string variant, string[] command, string folder, int port, string cores)
    {
        Variant = variant;
        _command = command;
        _folder = folder;
        _process = Launch(command, folder, cores);
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public string Variant { get; }

    public Uri Address { get; }

    public ServerKeys Keys { get; private set; } = new([], string.Empty, string.Empty, string.Empty);

    public bool IsDotNet => Variant is not ("nginx" or "fastify");

    public static Task<Server> StartAsync(string variant, string root, ServerKeys? keysForNginx, CancellationToken cancellationToken) =>
        StartAsync(variant, root, keysForNginx, ItsCore, cancellationToken);

    /// <summary>Has a process of its own make the keys, on both cores; the one that is measured then holds nothing that was left by making them.</summary>
    public static async Task<Server> StartFilledAsync(string variant, string root, CancellationToken cancellationToken)
    {
        var server = await StartAsync(variant, root, null, BothCores, cancellationToken);
        await server.RestartAsync(cancellationToken);
        return server;
    }

    /// <summary>Ends the process at once, as a crash would, and starts it again on the same folder; then stops it.</summary>
    /// <returns>How long it took from the start until the first good key was admitted.</returns>
    public async Task<TimeSpan> RestartAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        var began = TimeProvider.System.GetTimestamp();
        _process = Launch(_command, _folder, ItsCore);
        await WaitAsync(() => true, cancellationToken);
        var ready = TimeProvider.System.GetElapsedTime(began);
        Pause();
        return ready;
    }

    public void Pause()
    {
        Run("kill", "-STOP", $"{_process.Id}");
        File.WriteAllBytes(Path.Combine(_folder, Output), []);
    }

    public void Resume() => Run("kill", "-CONT", $"{_process.Id}");

    public void AllowBothCores() => SetCores(BothCores);

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
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Server> StartAsync(string variant, string root, ServerKeys? keysForNginx, string cores, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("lintel-bench-").FullName;
        var port = Interlocked.Increment(ref _nextPort);
        if (variant == "nginx")
        {
            NginxConfiguration.Write(folder, port, keysForNginx!);
        }

        var server = new Server(variant, Command(variant, root, folder, port), folder, port, cores);
        try
        {
            await server.WaitAsync(() => File.Exists(Path.Combine(folder, variant == "nginx" ? NginxConfiguration.FileName : KeysFile)), cancellationToken);
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

    private static Process Launch(string[] command, string folder, string cores)
    {
        var start = new ProcessStartInfo(
            "sh",
            ["-c", Shell, "sh", cores, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder
        };

        // On one core the runtime waits a second without new code, and not a tenth, before it compiles the busy parts again; under load that second does not
        // come for half a minute. This changes when it does so, and nothing of what comes out.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        return Process.Start(start)!;
    }

    private async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string[] Command(string variant, string root, string folder, int port) => variant switch
    {
        "nginx" => ["nginx", "-p", folder, "-c", NginxConfiguration.FileName, "-e", "error.log"],
        "fastify" => ["node", Path.Combine(root, "bench/fastify/server.js"), $"{port}", folder],
        _ => [Path.Combine(root, "bench/Servers/bin/Release/net10.0/bench-server"), variant, $"{port}", folder],
    };

    /// <summary>Waits until it answers, with 200 once its keys are known, and the condition holds.</summary>
    private async Task WaitAsync(Func<bool> isReady, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Keys.Good is [var good, ..] ? $"Bearer {good}" : string.Empty);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < LongestStart)
        {
            if (_process.HasExited)
            {
                var why = await _process.StandardError.ReadToEndAsync(cancellationToken);
                throw new MeasurementException($"{Variant} ended with {_process.ExitCode} before it answered. {why}");
            }

            try
            {
                using var response = await client.GetAsync(new Uri(Address, "/shop/things"), cancellationToken);
                if ((Keys.Good.Count == 0 || response.IsSuccessStatusCode) && isReady())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        throw new MeasurementException($"{Variant} did not answer within {LongestStart.TotalMinutes} minutes.");
    }

    private async Task<ServerKeys> ReadKeysAsync(CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(_folder, KeysFile));
        return await JsonSerializer.DeserializeAsync<ServerKeys>(
            file,
            cancellationToken: cancellationToken) ?? throw new MeasurementException($"{Variant} wrote no keys.");
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
