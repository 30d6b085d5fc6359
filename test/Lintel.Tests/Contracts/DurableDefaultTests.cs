using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Windows of an hour and longer are durable where a contract does not say otherwise, and loading tells what a restart does to those that are not.</summary>
public sealed class DurableDefaultTests
{
    [Theory]
    [InlineData("1 second", null, false, false)]
    [InlineData("59 minutes", null, false, false)]
    [InlineData("3599 seconds", null, false, false)]
    [InlineData("3600 seconds", null, true, false)]
    [InlineData("60 minutes", null, true, false)]
    [InlineData("1 hour", null, true, false)]
    [InlineData("1 day", null, true, false)]
    [InlineData("31 days", null, true, false)]
    [InlineData("1 minute", "true", true, false)]
    [InlineData("1 minute", "False", false, false)]
    [InlineData("1 hour", "TRUE", true, false)]
    [InlineData("1 hour", "false", false, true)]
    [InlineData("31 days", "false", false, true)]
    public void Window_is_durable_from_an_hour_on_and_said_to_be_forgotten_where_it_is_not(string window, string? durable, bool expected, bool hinted)
    {
        var contract = ContractSamples.Read(ContractSamples.Broken("window: 1 minute", $"window: {window}{(durable is null ? string.Empty : $", durable: {durable}")}"));

        Assert.Equal(expected, Assert.Single(contract.Limits).Durable);
        Assert.Equal(hinted ? 1 : 0, contract.Hints.Count);
        Assert.All(contract.Hints, hint => Assert.Contains($"a restart forgets its window of {window}", hint, StringComparison.Ordinal));
    }
}
