using Lintel.Contracts;
using Lintel.Host.Startup;
using Lintel.Tests;

namespace Lintel.HttpTests.Golden;

/// <summary>
/// The code tables of the published pages, copied as <c>seeds/&lt;api&gt;.csv</c>: each code is recorded and in the contract with the page's
/// status, and the contract claims no code for the page that the page does not have.
/// </summary>
public sealed class SeedTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "Lintel.HttpTests", "Golden", "seeds");

    private static readonly IReadOnlyList<Contract> Contracts = [.. ContractFiles.Read(replacements: null).Where(
        contract => contract.Api != Contract.Default.Api)];

    public static TheoryData<string> Apis => [.. Contracts.Select(contract => contract.Api)];

    public static TheoryData<string, string, int> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, int>();
            foreach (var api in Contracts.Select(contract => contract.Api))
            {
                foreach (var (code, status) in Read(api))
                {
                    rows.Add(api, code, status);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Code_of_the_page_is_recorded_and_in_the_contract_with_its_status(string api, string code, int status)
    {
        var file = Path.Combine(GoldenFiles.Folder, api, code + ".http");
        Assert.True(File.Exists(file), $"test/golden/{api}/{code}.http is missing.");
        Assert.Equal(status, GoldenExchange.Read(file).Response.Status);
        var row = Contracts.Single(contract => contract.Api == api).Errors.Single(row => row.Code == code);
        Assert.Equal((status, ErrorSource.Page, false), (row.Status, row.Source, row.Retired));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Rows_of_the_page_are_those_of_its_table(string api)
    {
        var claimed = Contracts.Single(contract => contract.Api == api).Errors.Where(row => row.Source == ErrorSource.Page)
            .Select(row => (row.Code, row.Status));
        Assert.Equal(Read(api).Order(), claimed.Order());
    }

    private static IEnumerable<(string Code, int Status)> Read(string api) =>
        File.ReadLines(Path.Combine(Folder, api + ".csv")).Skip(1).Select(line => line.Split(',')).Select(cells => (cells[1], int.Parse(cells[0])));
}
