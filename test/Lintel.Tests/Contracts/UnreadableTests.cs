using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>A request that cannot be framed is told nothing about its body.</summary>
public sealed class UnreadableTests
{
    [Fact]
    public void Unreadable_falls_back_to_malformed()
    {
        Assert.Same(Condition.RequestMalformed, Condition.RequestUnreadable.Fallback);
        Assert.True(Contract.Default.TryGetError(Condition.RequestUnreadable, out var definition));
        Assert.Equal("malformed_request", definition.Code);
    }

    [Theory]
    [InlineData("FieldService/fieldservice.yaml")]
    [InlineData("Otp/otp.yaml")]
    [InlineData("Panel/panel.yaml")]
    [InlineData("Pixel/pixel.yaml")]
    [InlineData("Trackpilots/trackpilots.yaml")]
    public void No_reference_contract_speaks_of_the_body_of_a_request_that_is_not_http(string file)
    {
        var contract = ContractReader.ReadFile(Path.Combine(Repository.Root, "apis", file));
        Assert.True(contract.TryGetError(Condition.RequestUnreadable, out var error));

        var message = error.Template.FormatMessage(Refusal.Unreadable(Condition.RequestUnreadable, "The header fields are not valid HTTP."));

        Assert.DoesNotContain("JSON", message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("body", message, StringComparison.OrdinalIgnoreCase);
    }
}
