using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

public sealed class IdempotencyRuleTests
{
    [Fact]
    public void Contract_that_says_nothing_has_the_documented_defaults() => Assert.Equal(
        "Idempotency-Key True Text 1..255 1.00:00:00 24 hours Account [] 65536 10000",
        Describe(ContractSamples.Read(ContractSamples.Minimal).Idempotency));

    [Fact]
    public void Contract_has_what_it_says() => Assert.Equal(
        "X-Key False Text 16..64 02:00:00 2 hours Caller [X-Order-Version] 8192 500",
        Describe(Read(
            "{ header: X-Key, required: false, keys: { length: 16..64 }, keep: 2 hours, per: caller, headers: [X-Order-Version], body: 8 KiB, "
                + "perAccount: 500 }")));

    [Fact]
    public void Own_contract_of_lintel_takes_keys_of_callers_and_needs_none()
    {
        var rule = Contract.Default.Idempotency;

        Assert.Equal((false, IdempotencyScope.Caller, TimeSpan.FromHours(24)), (rule.IsRequired, rule.Per, rule.Keep));
        Assert.Contains(StageDescriptor.Idempotency, Contract.Default.Order);
    }

    private static IdempotencyRule Read(string idempotency) => ContractReader.Read(
        File.ReadAllText(Repository.PathOf("src", "Lintel.Core", "Contracts", "lintel.yaml")).Replace(
            "idempotency: { required: false, per: caller, perAccount: 20000 }",
            $"idempotency: {idempotency}",
            StringComparison.Ordinal),
        "own.yaml").Idempotency;

    private static string Describe(IdempotencyRule rule) =>
        $"{rule.Header} {rule.IsRequired} {rule.Form} {rule.Shortest}..{rule.Longest} {rule.Keep} {rule.KeepText} {rule.Per} "
            + $"[{string.Join(' ', rule.Headers)}] {rule.Body} {rule.PerAccount}";
}
