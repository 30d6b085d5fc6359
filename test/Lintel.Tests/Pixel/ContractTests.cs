using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Lintel.Contracts;
using Lintel.Pixel;

namespace Lintel.Tests.Pixel;

public sealed class ContractTests
{
    private static readonly Contract Contract = ContractReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "contracts", "pixel.yaml"));

    public static TheoryData<string, int, string> Rows { get; } = new()
    {
        { "missing_authorization", 401, """{"error":{"code":"missing_authorization","message":"Authorization header is required. Use: Bearer <api_key>"},"meta":{"request_id":"req_abc123"}}""" },
        { "invalid_authorization_format", 401, """{"error":{"code":"invalid_authorization_format","message":"Authorization header must be: Bearer <api_key>"},"meta":{"request_id":"req_abc123"}}""" },
        { "invalid_api_key", 401, """{"error":{"code":"invalid_api_key","message":"API key is not valid"},"meta":{"request_id":"req_abc123"}}""" },
        { "api_key_revoked", 401, """{"error":{"code":"api_key_revoked","message":"API key has been revoked"},"meta":{"request_id":"req_abc123"}}""" },
        { "api_key_expired", 401, """{"error":{"code":"api_key_expired","message":"API key has expired"},"meta":{"request_id":"req_abc123"}}""" },
        { "insufficient_scope", 403, """{"error":{"code":"insufficient_scope","message":"This endpoint requires the 'pixel:write' scope","details":{"required":"pixel:write","available":["pixel:read"]}},"meta":{"request_id":"req_abc123"}}""" },
        { "invalid_pipe", 400, """{"error":{"code":"invalid_pipe","message":"Unknown pipe 'p_nope'","details":{"pipe":"p_nope"}},"meta":{"request_id":"req_abc123"}}""" },
        { "invalid_visitor", 400, """{"error":{"code":"invalid_visitor","message":"Visitor id is empty"},"meta":{"request_id":"req_abc123"}}""" },
        { "invalid_body", 400, """{"error":{"code":"invalid_body","message":"Request body is not valid","details":{"formErrors":[],"fieldErrors":{"name":["Required"]}}},"meta":{"request_id":"req_abc123"}}""" },
        { "rate_limit_exceeded", 429, """{"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded. Try again in 42 seconds.","details":{"limit":60,"window":"1 minute"}},"meta":{"request_id":"req_abc123"}}""" },
        { "ingest_unavailable", 503, """{"error":{"code":"ingest_unavailable","message":"Event ingest is not configured on this server"},"meta":{"request_id":"req_abc123"}}""" },
        { "identify_unavailable", 503, """{"error":{"code":"identify_unavailable","message":"Identify is not configured on this server"},"meta":{"request_id":"req_abc123"}}""" },
        { "analytics_error", 503, """{"error":{"code":"analytics_error","message":"The analytics warehouse did not answer"},"meta":{"request_id":"req_abc123"}}""" },
        { "internal_error", 500, """{"error":{"code":"internal_error","message":"Unexpected server error"},"meta":{"request_id":"req_abc123"}}""" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_of_the_page_has_its_status_and_bytes(string code, int status, string body)
    {
        Assert.True(Contract.TryGetError(code, out var error));
        var output = new ArrayBufferWriter<byte>();
        error.Template.Write(output, new ErrorContext(Refusal.WithCode(
                code,
                ("required", "pixel:write"),
                ("available", new List<string> { "pixel:read" }),
                ("pipe", "p_nope"),
                ("limit", 60),
                ("window", "1 minute"),
                ("retryAfter", 42))
            .WithFaults([new FieldFault(FieldLocation.Body, "name", FieldFaultKind.Missing, "Required")]), "req_abc123"));

        Assert.Equal(body, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(status, error.Status);
    }

    [Fact]
    public void Rows_of_the_page_are_these_fourteen_in_its_order() =>
        Assert.Equal(Rows.Select(row => row.Data.Item1), Contract.Errors.Where(error => error.Source == ErrorSource.Page).Select(error => error.Code));

    [Theory]
    [InlineData("credential.missing", "missing_authorization")]
    [InlineData("credential.malformed", "invalid_authorization_format")]
    [InlineData("credential.empty", "invalid_authorization_format")]
    [InlineData("credential.unknown", "invalid_api_key")]
    [InlineData("credential.disabled", "invalid_api_key")]
    [InlineData("credential.revoked", "api_key_revoked")]
    [InlineData("credential.expired", "api_key_expired")]
    [InlineData("scope.missing", "insufficient_scope")]
    [InlineData("rate.exceeded", "rate_limit_exceeded")]
    [InlineData("request.malformed", "invalid_body")]
    [InlineData("request.field_missing", "invalid_body")]
    [InlineData("request.media_type", "unsupported_media_type")]
    [InlineData("server.dependency", "internal_error")]
    [InlineData("server.overloaded", "internal_error")]
    [InlineData("method.unknown", "not_implemented")]
    public void Condition_is_answered_by_its_code(string condition, string code)
    {
        Assert.True(Condition.TryParse(condition, out var known));
        Assert.True(Contract.TryGetError(known, out var error));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Sixty_requests_a_minute_are_admitted_per_account()
    {
        var policy = Assert.Single(Contract.Limits);
        Assert.Equal(("workspace", 60, TimeSpan.FromMinutes(1)), (policy.Name, policy.Allow, policy.Window));
        Assert.Equal(Lintel.RateLimits.RateLimitPartition.Account, policy.Per);
    }

    [Fact]
    public void Described_pipes_and_filters_are_those_that_there_are()
    {
        var pipes = typeof(MetricsEndpoint).GetMethod(nameof(MetricsEndpoint.CheckPipe), BindingFlags.NonPublic | BindingFlags.Static)!.GetParameters()[0]
            .GetCustomAttribute<AllowedValuesAttribute>()!.Values;
        var parameters = typeof(MetricsParameters).GetProperties().Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name));

        Assert.Equal(PipeCatalog.Pipes.Select(pipe => pipe.Name).Order(StringComparer.Ordinal), pipes.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(["website_id", "from", "to", .. PipeFilter.Names], parameters);
    }
}
