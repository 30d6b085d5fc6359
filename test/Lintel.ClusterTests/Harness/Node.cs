using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Lintel.ClusterTests.Harness;

/// <summary>A node: the host as it was built, in a process of its own, with engines behind proxies of its own, and a clock that may be wrong.</summary>
internal sealed class Node : IAsyncDisposable
{
    private const string Faketime = "faketime/libfaketimeMT.so.1";
    private const string Ready = "Lintel is ready on ";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private HttpClient? _client;

    /// <param name="folder">Its data folder.</param>
    /// <param name="settings">The environment of the process.</param>
    /// <param name="clock">The seconds by which its clock is wrong.</param>
    /// <param name="postgres">Its way to PostgreSQL.</param>
    /// <param name="redis">Its way to Redis.</param>
    public Node(string folder, IReadOnlyDictionary<string, string> settings, int clock, TcpProxy postgres, TcpProxy redis)
    {
        Folder = folder;
        _settings = settings;
        Clock = clock;
        Postgres = postgres;
        Redis = redis;
    }

    public string Folder { get; }

    /// <summary>The seconds by which its clock is wrong.</summary>
    public int Clock { get; }

    public TcpProxy Postgres { get; }

    public TcpProxy Redis { get; }

    public HttpClient Client => _client ?? throw new InvalidOperationException("The node has not started.");

    public bool IsAlive => _process is { HasExited: false };

    public string OperatorToken => File.ReadAllText(Path.Combine(Folder, "operator.token")).Trim();

    /// <summary>The last lines that the process has written.</summary>
    public string Output => string.Join('\n', _output.TakeLast(20));

    /// <summary>Starts the process, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The host was not started.");
        _process.OutputDataReceived += (_, line) => Note(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Note(line.Data, ready);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The host has ended:\n{Output}"));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var address = await ready.Task.WaitAsync(LongestStart, TimeProvider.System);
        _client?.Dispose();
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = new Uri(address),
            Timeout = LongestAnswer,
        };
    }

    /// <summary>Stops the process where it stands, until <see cref="ContinueAsync"/>.</summary>
    public Task StandStillAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    /// <summary>Ends the process without a word.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>The engine that counts, as the node's status tells of it.</summary>
    public async Task<JsonNode> RedisStateAsync() =>
        (await this.ManageAsync("GET", "/status"))["engines"]!.AsArray().Single(engine => (string?)engine!["engine"] == "redis")!;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (IsAlive)
        {
            await KillAsync();
        }

        _process?.Dispose();
        await Postgres.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private ProcessStartInfo StartInfo()
    {
        var host = Repository.PathOf("apis", "Host", "bin", "Release", "net10.0", "lintel-host");
        var start = new ProcessStartInfo(host, ["--port", "0", "--data", Folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        if (Clock != 0)
        {
            var libraries = Directory.GetDirectories("/usr/lib", "*-linux-gnu");
            start.Environment["LD_PRELOAD"] = libraries.Select(folder => Path.Combine(folder, Faketime)).First(File.Exists);
            start.Environment["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{Clock:+0;-0}s");
            start.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";

            // Without it, waits on the monotonic clock end at once with libfaketime before 0.9.11, and with them every time-out.
            start.Environment["FAKETIME_FORCE_MONOTONIC_FIX"] = "0";
        }

        return start;
    }

    private void Note(string? line, TaskCompletionSource<string> ready)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (line.StartsWith(Ready, StringComparison.Ordinal))
        {
            ready.TrySetResult(line[Ready.Length..]);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
