using System.Text;
using System.Text.Json;
using Lintel.Contracts;
using Lintel.Host.Startup;

namespace Lintel.Tests.Infer;

/// <summary><c>lintel-host infer</c> from its arguments to its exit code.</summary>
public sealed class InferCommandTests : IDisposable
{
    private const string NotFound = """{"code":"not_found","message":"Nothing is there."}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-infer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Contract_goes_to_the_output_and_the_summary_to_the_errors()
    {
        var first = Write("first.http", Recordings.Response(404, NotFound));
        var second = Write("second.http", Recordings.Response(403, """{"code":"forbidden","message":"Not for you."}"""));

        var (code, output, errors) = await RunAsync("infer", first, second, "--api", "shop", "--base-path=/shop/v1");

        Assert.Equal((0, "lintel: 2 responses, 2 codes, 0 things to look at; 2 bodies rendered again to the byte."), (code, errors.TrimEnd()));
        var contract = ContractReader.Read(output, "shop.yaml");
        Assert.Equal(("shop", "/shop/v1"), (contract.Api, contract.BasePath));
    }

    [Fact]
    public async Task Har_file_is_read_with_encoded_bodies()
    {
        var har = JsonSerializer.Serialize(new
        {
            log = new
            {
                version = "1.2",
                entries = new object[]
                {
                    Entry(404, new { mimeType = "application/json", text = NotFound }),
                    Entry(403, new { text = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"code":"forbidden","message":"Not for you."}""")), encoding = "base64" }),
                    Entry(200, new { text = """{"id":1}""" }),
                    new { request = 1 },
                },
            },
        });

        var (code, output, errors) = await RunAsync("infer", Write("a.har", har));

        Assert.Equal(0, code);
        Assert.StartsWith("lintel: 2 responses, 2 codes,", errors, StringComparison.Ordinal);
        Assert.Contains("basePath: /v1\n", output, StringComparison.Ordinal);
        Assert.Contains("api: acme\n", output, StringComparison.Ordinal);

        static object Entry(int status, object content) => new
        {
            request = new { method = "GET", url = $"https://api.acme.example/v1/{status}?key=secret", headers = Array.Empty<object>() },
            response = new { status, headers = new[] { new { name = "Content-Type", value = "application/json" } }, content },
        };
    }

    [Fact]
    public async Task Standard_input_is_read_for_a_dash()
    {
        var (code, output, _) = await RunAsync(Recordings.Response(404, NotFound), ["infer", "-"]);

        Assert.Equal(0, code);
        Assert.Contains("envelope: { code: $code, message: $message }\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recordings_of_a_folder_are_read_and_its_other_files_are_not()
    {
        Write("b.http", Recordings.Response(404, NotFound));
        Write("a.har", JsonSerializer.Serialize(new { log = new { entries = new[] { Entry("api.acme.example", 403, "forbidden") } } }));
        Write("notes.txt", Recordings.Response(410, """{"code":"gone","message":"It went."}"""));
        Directory.CreateDirectory(Path.Combine(_folder, "inner.http"));

        var (code, output, errors) = await RunAsync("infer", _folder);

        Assert.Equal(0, code);
        Assert.StartsWith("lintel: 2 responses, 2 codes,", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("gone", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_recordings_is_refused()
    {
        Write("notes.txt", Recordings.Response(404, NotFound));

        var (code, _, errors) = await RunAsync("infer", _folder);

        Assert.Equal(66, code);
        Assert.Contains("has no *.http or *.har file", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_of_several_hosts_are_refused_with_their_names_until_one_is_chosen()
    {
        object[] entries = [Entry("api.acme.example", 404, "not_found"), Entry("api.acme.example", 403, "forbidden"), Entry("log.other.example", 400, "bad")];
        var file = Write("page.har", JsonSerializer.Serialize(new { log = new { entries } }));

        var (code, output, errors) = await RunAsync("infer", file);
        var (chosen, contract, summary) = await RunAsync("infer", file, "--host", "api.acme.example");
        var (both, _, all) = await RunAsync("infer", file, "--host", "api.acme.example", "--host=log.other.example");

        Assert.Equal((65, string.Empty), (code, output));
        Assert.Contains("2 hosts: api.acme.example (2), log.other.example (1).", errors, StringComparison.Ordinal);
        Assert.Contains("--host api.acme.example", errors, StringComparison.Ordinal);
        Assert.Equal((0, 0), (chosen, both));
        Assert.StartsWith("lintel: 2 responses, 2 codes,", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("bad", contract, StringComparison.Ordinal);
        Assert.StartsWith("lintel: 3 responses, 3 codes,", all, StringComparison.Ordinal);
    }

    private static object Entry(string host, int status, string code) => new
    {
        request = new { method = "GET", url = $"https://{host}/v1/things", headers = Array.Empty<object>() },
        response = new
        {
            status,
            headers = new[] { new { name = "Content-Type", value = "application/json" } },
            content = new { text = $$"""{"code":"{{code}}","message":"This is {{code}}."}""" },
        },
    };

    [Theory]
    [InlineData(64, "--host needs a value", "infer", "-", "--host")]
    [InlineData(64, "infer needs files", "infer")]
    [InlineData(64, "infer needs files", "infer", "--api", "shop")]
    [InlineData(64, "Unknown option '--data'", "infer", "-", "--data", "x")]
    [InlineData(64, "--api needs a value", "infer", "-", "--api")]
    [InlineData(64, "--api is 'No Name'", "infer", "-", "--api", "No Name")]
    [InlineData(64, "--base-path is 'shop/'", "infer", "-", "--base-path", "shop/")]
    [InlineData(66, "Cannot read nowhere.http", "infer", "nowhere.http")]
    [InlineData(65, "No HTTP responses were found", "infer", "-")]
    public async Task Wrong_use_is_told_by_its_exit_code(int exitCode, string message, params string[] args)
    {
        var (code, output, errors) = await RunAsync(string.Empty, args);

        Assert.Equal((exitCode, ""), (code, output));
        Assert.Contains(message, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\n\n{}")]
    [InlineData("HTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<html></html>")]
    [InlineData("HTTP/1.1 404 Not Found")]
    [InlineData("HTTP/1.1 404 Not Found\n\n\"text\"")]
    [InlineData("HTTP/1.1 100 Continue\n\n")]
    [InlineData("{\"log\":{\"entries\":[]}}")]
    [InlineData("{\"log\":")]
    [InlineData("\0\u0001HTTP/9 xyz ###")]
    public async Task Recordings_without_errors_are_refused(string text)
    {
        var (code, output, errors) = await RunAsync(text, ["infer", "-"]);

        Assert.Equal((65, ""), (code, output));
        Assert.StartsWith("lintel: No", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_and_too_many_recordings_are_refused()
    {
        var large = await RunAsync(new string(' ', (16 * 1024 * 1024) + 1), ["infer", "-"]);
        var many = await RunAsync(string.Concat(Enumerable.Repeat("HTTP/1.1 404 N\n\n", 10_001)), ["infer", "-"]);

        Assert.Equal((65, 65), (large.Code, many.Code));
        Assert.Contains("larger than 16 MiB", large.Errors, StringComparison.Ordinal);
        Assert.Contains("more than 10000", many.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_command()
    {
        var (code, output, _) = await RunAsync("infer", "-", "--help");

        Assert.Equal(0, code);
        Assert.Contains("infer FILE…", output, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static Task<(int Code, string Output, string Errors)> RunAsync(params string[] args) => RunAsync(string.Empty, args);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string input, string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var reader = new StringReader(input);
        var code = await HostProgram.RunAsync(args, output, errors, reader);
        return (code, output.ToString(), errors.ToString());
    }
}
