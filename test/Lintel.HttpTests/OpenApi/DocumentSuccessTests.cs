using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Successes of operations, against the schemas in the documents.</summary>
public sealed partial class DocumentSuccessTests(SharedHost shared)
{
    private const string People = """
        "timeZone":"Europe/Oslo","userId":["{trackpilots.ids.user}"],"teamId":["{trackpilots.ids.team}"]
        """;

    private const string Range = $$"""{"startDate":"2026-01-01 00:00:00","endDate":"2026-12-31 23:59:59",{{People}}}""";

    /// <summary>Requests; texts in braces are of the demo data. The path of the document follows where ids stand in it.</summary>
    public static TheoryData<string, string, string, string?, string?> Requests => new()
    {
        { "lintel", "operator.token", "GET /lintel/v1/accounts", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/accounts/acct_operator", null, "/v1/accounts/{id}" },
        { "lintel", "operator.token", "POST /lintel/v1/accounts", """{"api":"otp","name":"Brook Dairy"}""", null },
        { "lintel", "operator.token", "GET /lintel/v1/keys", null, null },
        { "lintel", "operator.token", "POST /lintel/v1/keys", """{"accountId":"acct_operator","name":"documents","expiresAt":null}""", null },
        { "lintel", "operator.token", "GET /lintel/v1/requests", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/usage", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/usage/impatient", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/usage/expiring", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/audit", null, null },
        { "lintel", "operator.token", "GET /lintel/v1/status", null, null },
        { "lintel", "operator.token", "POST /lintel/v1/pixel/websites/{pixel.ids.website}/share-links", "{}", "/v1/pixel/websites/{id}/share-links" },
        { "otp", "otp.sessions.a", "GET /otp/v1/me", null, null },
        { "otp", "otp.sessions.a", "GET /otp/v1/projects", null, null },
        { "otp", "otp.sessions.a", "POST /otp/v1/projects", """{"name":"Documents"}""", null },
        { "otp", "otp.sessions.a", "GET /otp/v1/projects/{otp.ids.project}/applications", null, "/v1/projects/{id}/applications" },
        {
            "otp", "otp.sessions.b", "POST /otp/v1/projects/{otp.ids.otherProject}/applications", """{"name":"Documents","environment":"test"}""",
            "/v1/projects/{id}/applications"
        },
        { "trackpilots", "trackpilots.keys.active", "GET /trackpilots/v1/access-management", null, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/access-management", """{"roleName":"Documents"}""", null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/employees/filter", """{"userId":["{trackpilots.ids.user}"]}""", null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/my-team", $"{{{People}}}", null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/dashboard/work-summary", Range, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/dashboard/productivity-analysis", Range, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/dashboard/weekly-summary", Range, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/dashboard/recent-screenshot", $"{{{People}}}", null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/proof-of-work/timesheet", Range, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/proof-of-work/timeline", Range, null },
        { "trackpilots", "trackpilots.keys.active", "POST /trackpilots/v1/proof-of-work/screenshot", Range, null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Answer_is_of_the_schema_in_the_document(string api, string credential, string line, string? body, string? path)
    {
        var runtime = shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api);
        var described = await DocumentedApi.ReadAsync(shared.Host, runtime);
        var (method, target) = (line.Split(' ')[0], Filled(line.Split(' ')[1]));
        var operation = described.Document["paths"]![path ?? target[runtime.Contract.BasePath.Length..]]![method.ToLowerInvariant()]!.AsObject();

        using var request = new HttpRequestMessage(new HttpMethod(method), target);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shared.Host.DemoText(credential));
        request.Content = body is null ? null : new StringContent(Filled(body), Encoding.UTF8, "application/json");
        using var response = await shared.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var (_, success) = Assert.Single(DocumentedApi.SuccessesOf(operation), success => success.Status == (int)response.StatusCode);
        var schema = described.Whole(success["content"]!["application/json"]!["schema"]!);
        Assert.True(IsOf(schema, text), $"{text} is not of {success["content"]}");
    }

    [Theory]
    [MemberData(nameof(DocumentTests.Apis), MemberType = typeof(DocumentTests))]
    public async Task Answers_have_examples_that_are_of_their_schemas(string api)
    {
        var described = await DocumentedApi.ReadAsync(shared.Host, shared.Host.Services.GetRequiredService<ApiDirectory>().Named(api));
        var media =
            from item in described.Operations
            from success in DocumentedApi.SuccessesOf(item.Operation)
            let json = success.Response["content"]?["application/json"]
            where json?["schema"] is not null
            select (Name: $"{item.Method} {item.Path} {success.Status}", Json: json);

        Assert.All(media, one =>
        {
            var examples = one.Json["examples"]?.AsObject();
            Assert.True(examples is { Count: > 0 }, $"{one.Name} has no example.");
            var schema = described.Whole(one.Json["schema"]!);
            Assert.All(examples, example => Assert.True(IsOf(schema, example.Value!["value"]!.ToJsonString()), $"{one.Name}: {example.Value.ToJsonString()}"));
        });
    }

    private static bool IsOf(string schema, string text) => JsonSchema.FromText(schema).Evaluate(JsonDocument.Parse(text).RootElement).IsValid;

    private string Filled(string text) => Mark().Replace(text, mark => shared.Host.DemoText(mark.Groups["path"].Value));

    [GeneratedRegex(@"\{(?<path>[a-z]+(\.[A-Za-z]+)+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mark();
}
