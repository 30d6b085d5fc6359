using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>The difference between two versions of a contract, in words.</summary>
public sealed class ContractChangesTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("apis", "Pixel", "pixel.yaml"));

    [Fact]
    public void Same_contract_with_other_comments_and_line_breaks_has_no_difference() =>
        Assert.Empty(Between("# words of a reader\n" + Text.Replace("plans: [standard, growth]", "plans: [standard,   growth]", StringComparison.Ordinal)));

    [Theory]
    [InlineData("message: API key has expired", "message: API key is over", "The message of the error 'api_key_expired' is \"API key is over\", not \"API key has expired\".", false)]
    [InlineData("allow: 60, window", "allow: 90, window", "The limit 'workspace' admits 90 per 1 minute, not 60 per 1 minute.", false)]
    [InlineData("allow: 60, window", "allow: 9, window", "The limit 'workspace' admits 9 per 1 minute, not 60 per 1 minute.", true)]
    [InlineData("plans: [standard, growth]", "plans: [standard]", "The plans of accounts changed: without 'growth'.", true)]
    [InlineData("title: Admaxxer Pixel API", "title: Pixel API", "`title` changed.", false)]
    [InlineData("meta: { request_id: $requestId }", "meta: { id: $requestId }", "`envelope` changed.", true)]
    public void Difference_is_told_and_judged(string before, string after, string text, bool isBreaking)
    {
        var change = Assert.Single(Between(Text.Replace(before, after, StringComparison.Ordinal)));

        Assert.Equal((text, isBreaking), (change.Text, change.IsBreaking));
    }

    [Theory]
    [InlineData("basePath: /pixel", "basePath: /pixels", "basePath")]
    [InlineData("prefix: admx", "prefix: admy", "credentials")]
    [InlineData("kind: fixed", "kind: rolling", "limits.workspace")]
    public void Wired_members_need_a_restart(string before, string after, string member) =>
        Assert.Equal([member], RestartNeeds.Of(Read(Text), Read(Text.Replace(before, after, StringComparison.Ordinal))));

    [Fact]
    public void Texts_and_numbers_need_no_restart() => Assert.Empty(RestartNeeds.Of(
        Read(Text), Read(Text.Replace("allow: 60", "allow: 90", StringComparison.Ordinal).Replace("has expired", "is over", StringComparison.Ordinal))));

    private static IReadOnlyList<ContractChange> Between(string after) => ContractChanges.Between(Read(Text), Read(after));

    private static Contract Read(string text) => ContractReader.Read(text, "pixel.yaml");
}
