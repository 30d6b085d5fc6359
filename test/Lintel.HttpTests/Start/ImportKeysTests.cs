using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Management;

namespace Lintel.HttpTests.Start;

/// <summary><c>lintel-host import-keys</c>, into the folder of a stopped host and through the management API of a running one.</summary>
public sealed class ImportKeysTests : IAsyncLifetime
{
    private readonly TemporaryFolder _files = new();
    private LintelHost _host = null!;
    private string _account = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        _account = await new ManagementCalls(_host).NewAccountAsync("fieldservice");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_is_imported_and_its_keys_open_on_their_first_request(bool isRunning)
    {
        var file = Write("keys.ndjson", Line("one"), "", Line("two", new { metadata = new { customer = "42" }, expiresAt = "2099-12-31" }), Line("three"));

        var (code, output, errors) = await ImportAsync(isRunning, file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal("3 keys imported, 0 skipped that were there already.", output.TrimEnd());
        foreach (var key in (string[])["one", "two", "three"])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusWith(key));
        }

        var found = await _host.ManageAsync("POST", "/keys/find", new { key = "two" });
        Assert.Equal(("42", "2099-12-31T00:00:00+00:00"), (found["metadata"]!["customer"]!.ToString(), found["expiresAt"]!.ToString()));
    }

    [Theory]
    [InlineData(false, "lintel-host import-keys")]
    [InlineData(true, "POST /lintel/v1/keys/import")]
    public async Task Import_is_in_the_audit_log(bool isRunning, string operation)
    {
        await ImportAsync(isRunning, Write("keys.ndjson", Line("one"), Line("two")));

        var entries = (await _host.ManageAsync("GET", $"/audit?operation={Uri.EscapeDataString(operation)}"))["data"]!.AsArray();

        Assert.Equal(("2 keys", "done"), (entries[0]!["target"]!.ToString(), entries[0]!["outcome"]!.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_that_was_imported_in_part_is_finished_by_running_it_again(bool isRunning)
    {
        var lines = Enumerable.Range(0, 2500).Select(i => Line($"k{i}")).ToArray();
        await ImportAsync(isRunning, Write("part.ndjson", lines[..1200]));

        var (code, output, _) = await ImportAsync(isRunning, Write("whole.ndjson", lines));
        var (_, again, _) = await ImportAsync(isRunning, PathOf("whole.ndjson"));

        Assert.Equal((0, "1300 keys imported, 1200 skipped that were there already."), (code, output.TrimEnd()));
        Assert.Equal("0 keys imported, 2500 skipped that were there already.", again.TrimEnd());
        Assert.Equal(HttpStatusCode.OK, await StatusWith("k2499"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Faulty_lines_are_all_named_and_nothing_is_imported(bool isRunning)
    {
        var lines = Enumerable.Range(0, 1500).Select(i => Line($"k{i}")).ToList();
        lines[2] = "{";
        lines[3] = Line("x", new { digest = "abc" });
        lines[1400] = Line("x", new { scopes = new[] { "none" }, accountId = _account });
        lines.Add(Line("k7"));
        lines.Add(Line("y", new { accountId = "acct_none" }));
        var file = Write("keys.ndjson", [.. lines]);

        var (code, output, errors) = await ImportAsync(isRunning, file);

        Assert.Equal((65, ""), (code, output));
        var told = errors.TrimEnd().Split('\n');
        Assert.Collection(
            told[..^1],
            line => Assert.StartsWith($"{file}(3): The line is no JSON object", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"{file}(4): Field 'digest' must be the SHA-256", line, StringComparison.Ordinal),
            line => Assert.StartsWith($"{file}(1401): Field 'scopes[0]' is no scope of fieldservice", line, StringComparison.Ordinal),
            line => Assert.Equal($"{file}(1501): Field 'digest' is the same as that of line 8.", line),
            line => Assert.Equal($"{file}(1502): Field 'accountId' is the id of no account.", line));
        Assert.Equal("lintel: 5 lines are faulty. Nothing was imported.", told[^1]);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWith("k0"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dry_run_says_what_would_be_and_writes_nothing(bool isRunning)
    {
        await ImportAsync(isRunning, Write("one.ndjson", Line("one")));

        var (code, output, _) = await ImportAsync(isRunning, Write("keys.ndjson", Line("one"), Line("two")), "--dry-run");

        Assert.Equal((0, "1 key can be imported, 1 there already. Nothing was written."), (code, output.TrimEnd()));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusWith("two"));
    }

    [Fact]
    public async Task Plain_keys_are_read_from_standard_input_alone()
    {
        var line = Plain("kong-key-0123456789", new { prefix = "kong" });

        var (refused, _, errors) = await ImportAsync(isRunning: true, Write("keys.ndjson", line));
        var (code, output, _) = await RunAsync(
            new StringReader(line + "\n" + Line("hashed")),
            "import-keys",
            "-",
            "--data",
            _host.DataDirectory,
            "--url",
            _host.BaseUrl);

        Assert.Equal(65, refused);
        Assert.Contains("standard input only", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("kong-key", errors, StringComparison.Ordinal);
        Assert.Equal((0, "2 keys imported, 0 skipped that were there already."), (code, output.TrimEnd()));
        Assert.Equal(HttpStatusCode.OK, await StatusWith("kong-key-0123456789"));
        Assert.Equal("kong…", (await _host.ManageAsync("POST", "/keys/find", new { key = "kong-key-0123456789" }))["secrets"]![0]!["hint"]!.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("--url", "http://127.0.0.1:8080")]
    public async Task Import_without_a_file_is_a_fault_of_usage(params string[] args)
    {
        var (code, _, errors) = await RunAsync(null, ["import-keys", .. args]);

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("import-keys FILE", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://api.example.com")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:secret@api.example.com")]
    [InlineData("127.0.0.1")]
    public async Task Address_that_is_not_private_is_a_fault_of_usage(string url)
    {
        var (code, _, errors) = await RunAsync(null, "import-keys", "keys.ndjson", $"--url={url}");

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("--url must be", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_of_the_import_are_no_options_of_the_host()
    {
        var (code, _, errors) = await RunAsync(null, "--url", "http://127.0.0.1:8080");

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Contains("Unknown option", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_of_a_running_host_is_refused_with_the_way_to_import_nevertheless()
    {
        var (code, _, errors) = await RunAsync(null, "import-keys", Write("keys.ndjson", Line("one")), "--data", _host.DataDirectory);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("--url", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_data_folder_is_refused_and_not_made_one()
    {
        var folder = PathOf("nowhere");

        var (code, _, errors) = await RunAsync(null, "import-keys", Write("keys.ndjson", Line("one")), "--data", folder);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("is not a data folder", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task File_that_is_not_there_is_said_in_one_line()
    {
        var (code, _, errors) = await RunAsync(null, "import-keys", PathOf("none.ndjson"), "--data", _host.DataDirectory, "--url", _host.BaseUrl);

        Assert.Equal((int)ExitCode.NoInput, code);
        Assert.Contains("none.ndjson", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_without_lines_is_said_in_one_line()
    {
        var (code, output, errors) = await RunAsync(new StringReader("\n \n"), "import-keys", "-", "--data", _host.DataDirectory, "--url", _host.BaseUrl);

        Assert.Equal(((int)ExitCode.NoInput, ""), (code, output));
        Assert.Equal("lintel: Standard input has no lines.", errors.TrimEnd());
    }

    [Fact]
    public async Task Wrong_token_and_silent_host_are_said_in_one_line()
    {
        var file = Write("keys.ndjson", Line("one"));
        var wrong = await RunAsync(null, "import-keys", file, "--url", _host.BaseUrl, "--token-file", Write("token", "nonsense"));
        var url = _host.BaseUrl;
        await _host.StopAsync();
        var silent = await RunAsync(null, "import-keys", file, "--url", url, "--data", _host.DataDirectory);
        await _host.RestartAsync();
        var none = await RunAsync(null, "import-keys", file, "--url", _host.BaseUrl, "--token-file", PathOf("none"));

        Assert.Equal([(int)ExitCode.NoHost, (int)ExitCode.NoHost, (int)ExitCode.Configuration], [wrong.Code, silent.Code, none.Code]);
        Assert.Contains("answered 401: The key is not known.", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("does not answer", silent.Errors, StringComparison.Ordinal);
        Assert.Contains("--token-file", none.Errors, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusWith(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fieldservice/api/v1/jobs?per_page=1");
        request.Headers.TryAddWithoutValidation("X-API-Key", key);
        using var response = await _host.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Runs the command against the running host, or against its folder while it is stopped.</summary>
    private async Task<(int Code, string Output, string Errors)> ImportAsync(bool isRunning, string file, params string[] options)
    {
        if (isRunning)
        {
            return await RunAsync(null, ["import-keys", file, "--data", _host.DataDirectory, "--url", _host.BaseUrl, .. options]);
        }

        await _host.StopAsync();
        var result = await RunAsync(null, ["import-keys", file, "--data", _host.DataDirectory, .. options]);
        await _host.RestartAsync();
        return result;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(TextReader? input, params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(args, output, errors, input);
        return (code, output.ToString(), errors.ToString());
    }

    private string PathOf(string name) => Path.Combine(_files.Path, name);

    private string Write(string name, params string[] lines)
    {
        var path = PathOf(name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private string Line(string key, object? change = null) =>
        Join(new { digest = Digest(key), accountId = _account, name = "old", scopes = new[] { "jobs:read" } }, change);

    private string Plain(string key, object? change = null) => Join(new { key, accountId = _account, name = "old", scopes = new[] { "jobs:read" } }, change);

    private static string Join(object line, object? change)
    {
        var json = JsonSerializer.SerializeToNode(line)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(change)?.AsObject() ?? [])
        {
            json[name] = value?.DeepClone();
        }

        return json.ToJsonString();
    }

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
