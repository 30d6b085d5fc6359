using Lintel.Contracts;
using Lintel.Host.Startup;

namespace Lintel.HttpTests.Conformance;

/// <summary>
/// The prober on every contract, a test for each assertion and each definition: it holds, or does not apply, or the contract waives it by name and has
/// to. Nothing is left unprovoked here.
/// </summary>
public sealed class ConformanceTests(ConformanceHost host) : IClassFixture<ConformanceHost>
{
    private static readonly IReadOnlyList<Contract> Contracts = ContractFiles.Read(replacements: null);

    public static TheoryData<string, int> Assertions => Matrix(_ => Prober.Assertions);

    public static TheoryData<string, string> Definitions =>
        Matrix(contract => contract.Errors.Where(definition => !definition.Retired).Select(definition => definition.Code));

    public static TheoryData<string> Apis => [.. Contracts.Select(contract => contract.Api)];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Requests_that_the_checks_bend_succeed_as_they_are(string api) => await host.ProberOf(api).RequireSamplesAsync();

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task Definition_is_provoked_and_answered_as_its_contract_says(string api, string code)
    {
        var result = await host.ProberOf(api).ProvokeAsync(code);
        Assert.True(result.Verdict == ProbeVerdict.Held, $"{api} {code} {result.Verdict}: {result.Why}");
        Assert.NotEmpty(result.Exchanges);
    }

    [Theory]
    [MemberData(nameof(Assertions))]
    public async Task Assertion_holds_or_is_waived_and_has_to_be(string api, int number)
    {
        var result = await host.ProberOf(api).CheckAsync(number);
        Assert.True(
            result.Verdict is ProbeVerdict.Held or ProbeVerdict.Waived or ProbeVerdict.NotApplicable,
            $"{api} {number}, '{result.Sentence}' {result.Verdict}: {result.Why}");
        Assert.True(result.Verdict == ProbeVerdict.Held || result.Why.Length > 20, $"{api} {number} {result.Verdict} without a reason.");
    }

    [Fact]
    public void Assertions_are_the_fifty_three() => Assert.Equal(Enumerable.Range(1, 53), Prober.Assertions);

    private static TheoryData<string, T> Matrix<T>(Func<Contract, IEnumerable<T>> values)
    {
        var definitions = new TheoryData<string, T>();
        foreach (var contract in Contracts)
        {
            foreach (var value in values(contract))
            {
                definitions.Add(contract.Api, value);
            }
        }

        return definitions;
    }
}
