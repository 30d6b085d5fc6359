using System.Text.Json;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Start;

/// <summary><c>lintel-host lint</c> and <c>lintel-host show</c>.</summary>
public sealed class ContractToolTests : IDisposable
{
    private const string Contract = """
        extend: problem-details
        api: shop
        title: Shop
        basePath: /shop
        credentials: [ { kind: bearer, prefix: shop } ]
        order: [credential, key, limit, route, method, precondition, body, resource, rules]
        limits: [ { name: general, per: key, allow: 60, window: 1 minute } ]
        headers: { X-Code: $code }
        errors:
          sold_out:
            status: 409
            message: "'{item}' is sold out."
            messages: { de: "'{item}' ist ausverkauft." }
            arguments: [item]
            meaning: m
            fix: f
        """;

    private readonly TemporaryFolder _folder = new();
    private int _files;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Good_contract_has_no_faults_and_no_advice()
    {
        var (code, output, _) = await RunAsync("lint", Write(Contract));

        Assert.Equal((0, "1 file: 0 faults, 0 pieces of advice."), (code, output.Trim()));
    }

    public static TheoryData<string, string> Advice { get; } = new()
    {
        { "  same: { status: 404, when: http.404, message: Not Found, meaning: m, fix: f }", "The message of 'same' says no more than its title." },
        { "  again: { status: 422, message: Try again., retry: { after: 5..10 }, meaning: m, fix: f }", "'again' is a 422 that is worth a retry" },
        { "  noPlan: { status: 403, when: plan.inactive, message: No plan., meaning: m, fix: f }", "Nothing raises 'noPlan': `order` has no stage that refuses by plan.inactive." },
        { "  NoPlan: { status: 402, message: Pay first., meaning: m, fix: f }", "The code 'NoPlan' is not spelled in snake_case as most are." },
        {
            "  one: { status: 402, message: Pay first., meaning: m, fix: f }\n  two: { status: 402, message: Pay first., meaning: m, fix: f }",
            "'two' and 'one' have the same status and message."
        },
    };

    [Theory]
    [MemberData(nameof(Advice))]
    public async Task Advice_names_the_line_and_what_to_do_and_fails_only_when_strict(string definitions, string advice)
    {
        var file = Write($"{Contract}\n{definitions}\n");

        var (code, output, _) = await RunAsync("lint", file);
        var (strict, _, _) = await RunAsync("lint", file, "--strict");

        Assert.Equal((0, (int)ExitCode.Contract), (code, strict));
        Assert.Contains($": advice: {advice}", output, StringComparison.Ordinal);
        Assert.Contains($"{file}(1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_without_a_code_that_callers_cannot_tell_apart_are_told()
    {
        var file = Write(Contract.Replace("headers: { X-Code: $code }", "code: none\nbecause: x\nenvelope: { detail: $message }", StringComparison.Ordinal)
            + "\n  gone: { status: 409, message: \"'{item}' is sold out.\", arguments: [item], meaning: m, fix: f }\n");

        var (_, output, _) = await RunAsync("lint", file);

        Assert.Contains("Callers cannot tell 'gone' from 'sold_out'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_of_all_files_are_told_in_each_format()
    {
        var (good, bad) = (Write(Contract), Write("api: Shop\n"));

        var (code, text, _) = await RunAsync("lint", good, bad);
        var (_, json, _) = await RunAsync("lint", good, bad, "--format", "json");
        var (_, github, _) = await RunAsync("lint", good, bad, "--format=github");

        Assert.Equal((int)ExitCode.Contract, code);
        Assert.Contains($"{bad}(1,6): error: `api` of the contract is 'Shop'.", text, StringComparison.Ordinal);
        var first = JsonDocument.Parse(json).RootElement[0];
        Assert.Equal(("error", 1), (first.GetProperty("severity").GetString(), first.GetProperty("line").GetInt32()));
        Assert.Contains($"::error file={bad},line=1,col=6::`api` of the contract is 'Shop'.", github, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_of_a_code_is_shown_as_it_is_sent()
    {
        var (code, output, _) = await RunAsync("show", Write(Contract), "sold_out");

        Assert.Equal(0, code);
        Assert.Equal(
            """
            HTTP/1.1 409 Conflict
            Content-Type: application/problem+json
            X-Request-Id: 0000000000004f1c
            Cache-Control: no-store
            Content-Language: en
            X-Code: sold_out

            {"type":"/docs/shop/errors/sold_out","title":"Conflict","status":409,"detail":"'<item>' is sold out.","code":"sold_out","instance":"/shop/things/1","requestId":"0000000000004f1c"}

            """,
            output);
    }

    [Fact]
    public async Task Answer_of_a_condition_has_the_fields_of_its_status()
    {
        var file = Write(Contract);

        var (_, unauthorized, _) = await RunAsync("show", file, "credential.missing");
        var (_, limited, _) = await RunAsync("show", file, "rate.exceeded");
        var (_, invalid, _) = await RunAsync("show", file, "request.invalid");
        var (_, malformed, _) = await RunAsync("show", file, "request.malformed");
        var (_, german, _) = await RunAsync("show", file, "sold_out", "--language", "de");

        Assert.Contains("\nWWW-Authenticate: Bearer realm=\"shop\"\n", unauthorized, StringComparison.Ordinal);
        Assert.Contains("\nRetry-After: 30\n", limited, StringComparison.Ordinal);
        Assert.Contains("{\"detail\":\"Field 'name' is required.\",\"pointer\":\"#/name\"}", invalid, StringComparison.Ordinal);
        Assert.Contains("\"errors\":[{\"detail\":\"The request body is not valid JSON.\",\"pointer\":\"#\"}]", malformed, StringComparison.Ordinal);
        Assert.Contains("ist ausverkauft", german, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lint")]
    [InlineData("lint", "a.yaml", "--format", "xml")]
    [InlineData("lint", "a.yaml", "--what")]
    [InlineData("show", "a.yaml")]
    [InlineData("show", "a.yaml", "b", "c")]
    [InlineData("show", "a.yaml", "b", "--accept")]
    public async Task Bad_arguments_are_said_in_one_line(params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal((int)ExitCode.Usage, code);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("sold_uot", null, null, "Did you mean 'sold_out'?")]
    [InlineData("request.nonsense", null, null, "There is no condition 'request.nonsense'. Known are request.invalid, request.malformed,")]
    [InlineData("credential.misisng", null, null, "There is no condition 'credential.misisng'. Did you mean 'credential.missing'?")]
    [InlineData("http.700", null, null, "There is no condition 'http.700'. Conditions of statuses are http.400 to http.599.")]
    [InlineData("nonsense.at_all", null, null, "has no definition 'nonsense.at_all'. It has unauthorized,")]
    [InlineData("sold_out", "application/xml", null, "it has application/problem+json")]
    [InlineData("conflict", null, "de", "'conflict' has no message in de. It has en.")]
    public async Task What_a_contract_does_not_have_is_told_with_what_it_has(string code, string? accept, string? language, string problem)
    {
        string[] options = [.. accept is null ? [] : new[] { "--accept", accept }, .. language is null ? [] : new[] { "--language", language }];

        var (exit, _, errors) = await RunAsync(["show", Write(Contract), code, .. options]);

        Assert.Equal((int)ExitCode.Usage, exit);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_that_nothing_answers_is_told_as_such()
    {
        var open = Contract
            .Replace("credentials: [ { kind: bearer, prefix: shop } ]\n", string.Empty, StringComparison.Ordinal)
            .Replace("credential, key, limit, ", string.Empty, StringComparison.Ordinal)
            .Replace("limits: [ { name: general, per: key, allow: 60, window: 1 minute } ]\n", string.Empty, StringComparison.Ordinal)
            .Replace("errors:\n", "errors:\n  unauthorized:\n", StringComparison.Ordinal);

        var (exit, _, errors) = await RunAsync(["show", Write(open), "credential.expired"]);

        Assert.Equal((int)ExitCode.Usage, exit);
        Assert.Contains("answers credential.expired, which none of its stages raises. It has ", errors, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder.Path, $"{_files++}.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await HostProgram.RunAsync(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
