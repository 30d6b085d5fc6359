using Lintel.RateLimits;

namespace Lintel.Tests.Contracts;

/// <summary>
/// Windows of an hour and longer are durable where a contract does not say otherwise, and loading tells what a restart does to those that are not.
/// </summary>
public sealed class DurableDefaultTests
{
    [Theory]
    [InlineData("1 second", null, nameof(RateLimitDurability.None), false)]
    [InlineData("59 minutes", null, nameof(RateLimitDurability.None), false)]
    [InlineData("3599 seconds", null, nameof(RateLimitDurability.None), false)]
    [InlineData("3600 seconds", null, nameof(RateLimitDurability.Checkpointed), false)]
    [InlineData("60 minutes", null, nameof(RateLimitDurability.Checkpointed), false)]
    [InlineData("1 hour", null, nameof(RateLimitDurability.Checkpointed), false)]
    [InlineData("1 day", null, nameof(RateLimitDurability.Checkpointed), false)]
    [InlineData("31 days", null, nameof(RateLimitDurability.Checkpointed), false)]
    [InlineData("1 minute", "true", nameof(RateLimitDurability.Immediate), false)]
    [InlineData("1 minute", "False", nameof(RateLimitDurability.None), false)]
    [InlineData("1 hour", "TRUE", nameof(RateLimitDurability.Immediate), false)]
    [InlineData("1 hour", "false", nameof(RateLimitDurability.None), true)]
    [InlineData("31 days", "false", nameof(RateLimitDurability.None), true)]
    public void Window_is_durable_from_an_hour_on_and_said_to_be_forgotten_where_it_is_not(string window, string? durable, string expectedName, bool hinted)
    {
        var expected = Enum.Parse<RateLimitDurability>(expectedName);
        var contract = ContractSamples.Read(
            ContractSamples.Broken("window: 1 minute", $"window: {window}{(durable is null ? string.Empty : $", durable: {durable}")}"));

        Assert.Equal(expected, Assert.Single(contract.Limits).Durability);
        Assert.Equal(hinted ? 1 : 0, contract.Hints.Count);
        Assert.All(contract.Hints, hint => Assert.Contains($"a restart forgets its window of {window}", hint, StringComparison.Ordinal));
    }
}
