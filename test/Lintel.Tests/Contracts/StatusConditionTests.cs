using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class StatusConditionTests
{
    private const string Gone = "  gone: { status: 410, when: http.410, message: \"{problem}\", meaning: Gone., fix: Stop., retry: never }\n";

    [Theory]
    [InlineData(404, "not_found")]
    [InlineData(405, "method.unsupported")]
    [InlineData(410, "request.invalid")]
    [InlineData(451, "request.invalid")]
    [InlineData(502, "server.error")]
    public void Status_without_a_definition_is_answered_by_the_condition_that_it_stands_for(int status, string general)
    {
        var contract = Contract.Default;

        Assert.True(Condition.TryParse(general, out var condition));
        Assert.True(contract.TryGetError(condition, out var expected));
        Assert.True(contract.TryGetError(Condition.Http(status), out var actual));
        Assert.Same(expected, actual);
    }

    [Fact]
    public void Status_with_a_definition_is_answered_by_it()
    {
        var contract = ContractSamples.Read(With(Gone));

        Assert.True(Condition.TryParse("http.410", out var condition));
        Assert.Same(Condition.Http(410), condition);
        Assert.True(contract.TryGetError(condition, out var error));
        Assert.Equal("gone", error.Code);
    }

    [Fact]
    public void Definition_of_a_status_must_have_this_status()
    {
        var fault = Assert.Throws<ContractException>(() => ContractSamples.Read(With(Gone.Replace("status: 410", "status: 400", StringComparison.Ordinal))));

        Assert.Contains("http.410", fault.Message, StringComparison.Ordinal);
        Assert.Contains("status: 410", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.399")]
    [InlineData("http.600")]
    [InlineData("http.0410")]
    [InlineData("HTTP.410")]
    public void Other_words_are_no_conditions(string name) => Assert.False(Condition.TryParse(name, out _));

    [Theory]
    [InlineData(399)]
    [InlineData(600)]
    public void Other_numbers_are_refused(int status) => Assert.Throws<ArgumentOutOfRangeException>(() => Condition.Http(status));

    [Fact]
    public void Definition_for_another_status_says_this_status_and_is_made_once()
    {
        Assert.True(Contract.Default.TryGetError(Condition.RequestInvalid, out var error));

        var other = error.WithStatus(423);

        Assert.Same(other, error.WithStatus(423));
        Assert.Same(error, error.WithStatus(error.Status));
        Assert.Equal((423, error.Code), (other.Status, other.Code));
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        other.Template.Write(body, new ErrorContext(Refusal.Unreadable(Condition.RequestInvalid, "It is locked."), "req_1"));
        var json = System.Text.Json.JsonDocument.Parse(body.WrittenMemory).RootElement;
        Assert.Equal(
            (423, "Locked", "It is locked."),
            (json.GetProperty("status").GetInt32(), json.GetProperty("title").GetString(), json.GetProperty("detail").GetString()));
    }

    private static string With(string definition) => ContractSamples.Minimal.TrimEnd() + "\n" + definition;
}
