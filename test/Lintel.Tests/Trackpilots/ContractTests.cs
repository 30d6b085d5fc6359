using System.Buffers;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Tests.Trackpilots;

public sealed class ContractTests
{
    private static readonly Contract Contract = ContractReader.ReadFile(Path.Combine(AppContext.BaseDirectory, "contracts", "trackpilots.yaml"));

    public static TheoryData<string, string> Page { get; } = new()
    {
        { "credential.missing", """{"success":false,"statusCode":401,"statusMessage":"Authentication token header is missing","data":null,"error":{"message":"Authorization header is missing","code":"AUTHORIZATION_HEADER_MISSING"}}""" },
        { "credential.malformed", """{"success":false,"statusCode":401,"statusMessage":"Invalid authentication token schema","data":null,"error":{"message":"Authorization header must start with 'Bearer'","code":"INVALID_API_KEY_SCHEMA"}}""" },
        { "credential.empty", """{"success":false,"statusCode":401,"statusMessage":"Authentication token is missing","data":null,"error":{"message":"API key value is missing","code":"API_KEY_MISSING"}}""" },
        { "credential.unknown", """{"success":false,"statusCode":401,"statusMessage":"Authentication failed","data":null,"error":{"message":"Provided API key is invalid or inactive","code":"INVALID_API_KEY"}}""" },
        { "credential.disabled", """{"success":false,"statusCode":401,"statusMessage":"Authentication failed","data":null,"error":{"message":"Provided API key is invalid or inactive","code":"INVALID_API_KEY"}}""" },
        { "credential.revoked", """{"success":false,"statusCode":401,"statusMessage":"Authentication failed","data":null,"error":{"message":"Provided API key is invalid or inactive","code":"INVALID_API_KEY"}}""" },
        { "credential.expired", """{"success":false,"statusCode":401,"statusMessage":"Authentication failed","data":null,"error":{"message":"Provided API key is invalid or inactive","code":"INVALID_API_KEY"}}""" },
        { "plan.inactive", """{"success":false,"statusCode":401,"statusMessage":"Upgrade required","data":null,"error":{"message":"Upgrade required to use Trackpilots APIs","code":"PLAN_EXPIRED"}}""" },
    };

    [Theory]
    [MemberData(nameof(Page))]
    public void Condition_is_answered_with_the_bytes_of_the_page(string name, string body)
    {
        Assert.True(Condition.TryParse(name, out var condition));
        Assert.True(Contract.TryGetError(condition, out var error));
        var output = new ArrayBufferWriter<byte>();
        error.Template.Write(output, new ErrorContext(Refusal.For(condition), "0123456789abcdef"));

        Assert.Equal(body, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(401, error.Status);
    }

    [Fact]
    public void Rows_of_the_page_are_these_five_and_all_others_are_extensions() =>
        Assert.Equal(
            ["AUTHORIZATION_HEADER_MISSING", "INVALID_API_KEY_SCHEMA", "API_KEY_MISSING", "INVALID_API_KEY", "PLAN_EXPIRED"],
            Contract.Errors.Where(error => error.Source == ErrorSource.Page).Select(error => error.Code));
}
