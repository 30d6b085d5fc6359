using Lintel.Contracts;
using Lintel.Host.Startup;

namespace Lintel.HttpTests.Conformance;

/// <summary>Every assertion against every contract that it concerns: it holds, or the contract waives it by name and has to.</summary>
public sealed class ConformanceTests(ConformanceHost host) : IClassFixture<ConformanceHost>
{
    private static readonly IReadOnlyList<Contract> Contracts = ContractFiles.Read(replacements: null);

    public static TheoryData<string, int> Rows
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var contract in Contracts)
            {
                foreach (var assertion in Assertions.All.Where(assertion => assertion.Concerns(contract)))
                {
                    rows.Add(contract.Api, assertion.Number);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string> Apis => [.. Contracts.Select(contract => contract.Api)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Assertion_holds_or_is_waived_and_has_to_be(string api, int number)
    {
        var assertion = Assertions.Numbered(number);
        var probe = host.ProbeOf(api);
        probe.NextMinute();
        var seen = await assertion.Check(probe);
        var waiver = probe.Contract.Waives.SingleOrDefault(waiver => waiver.Assertion == number);
        Assert.True(seen is null || waiver is not null, $"{api} breaks {number}, '{assertion.Sentence}': {seen}");
        Assert.True(seen is not null || waiver is null, $"{api} waives {number}, '{assertion.Sentence}', because {waiver?.Because}; but it holds. Take the waiver out.");
        Assert.True(waiver is null || waiver.Because.Length > 20, $"{api} waives {number} without a reason.");
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Contract_waives_nothing_that_does_not_concern_it(string api)
    {
        var contract = Contracts.Single(contract => contract.Api == api);
        var idle = contract.Waives.Where(waiver => Assertions.All.Any(assertion => assertion.Number == waiver.Assertion && !assertion.Concerns(contract)));
        Assert.Empty(idle);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Requests_that_the_assertions_vary_succeed_as_they_are(string api)
    {
        var probe = host.ProbeOf(api);
        probe.NextMinute();
        foreach (var request in new[] { probe.Api.Read, probe.Api.StoredRead, probe.Api.Write })
        {
            var response = await probe.SendAsync(probe.Signed(request));
            Assert.True(response.Status is 200 or 201 or 202, $"{request}: {Probe.Show(response)}");
        }
    }

    [Fact]
    public void Table_has_each_number_once() => Assert.Equal(Assertions.All.Count, Assertions.All.Select(assertion => assertion.Number).Distinct().Count());
}
