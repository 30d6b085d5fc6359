using Lintel.FieldService.Assets;
using Lintel.FieldService.Jobs;

namespace Lintel.Tests.FieldService;

public sealed class StatusTableTests
{
    // The tables once more, as a reader of the docs would draw them: rows are from, columns to, in the order of the words.
    private static readonly string[] JobRows =
    [
        //                Pe As Tr Ar Pr Ho Co Ca De
        "Pending          .  x  x  .  .  .  .  x  x",
        "Assigned         x  .  x  .  .  x  .  x  x",
        "In-Transit       .  x  .  x  .  x  .  x  .",
        "Arrived          .  .  .  .  x  x  .  x  .",
        "In Progress      .  .  .  .  .  x  x  x  .",
        "On Hold          .  x  .  .  x  .  .  x  .",
        "Completed        .  .  .  .  .  .  .  .  .",
        "Cancelled        .  .  .  .  .  .  .  .  .",
        "Declined         .  .  .  .  .  .  .  .  .",
    ];

    private static readonly string[] AssetRows =
    [
        //                Ac Id Ma Pe Tr Lo No De Re
        "Active           .  x  x  .  x  x  x  x  .",
        "Idle             x  .  x  x  x  .  .  x  x",
        "In Maintenance   x  x  .  .  .  .  .  x  x",
        "Pending Install  x  x  x  .  x  .  .  x  .",
        "In Transit       x  x  .  x  .  x  .  .  .",
        "Lost             x  x  .  .  .  .  .  x  x",
        "Non-Compliant    x  .  x  .  .  .  .  x  x",
        "Decommissioned   .  .  .  .  .  .  .  .  .",
        "Retired          .  .  .  .  .  .  .  .  .",
    ];

    public static TheoryData<string, string, bool> JobPairs => Pairs(JobRows);

    public static TheoryData<string, string, bool> AssetPairs => Pairs(AssetRows);

    [Theory]
    [MemberData(nameof(JobPairs))]
    public void JobStatus_changes_only_as_the_table_says(string from, string to, bool allowed) => Assert.Equal(allowed, JobStatus.Table.Allows(from, to));

    [Theory]
    [MemberData(nameof(AssetPairs))]
    public void AssetStatus_changes_only_as_the_table_says(string from, string to, bool allowed) => Assert.Equal(allowed, AssetStatus.Table.Allows(from, to));

    [Fact]
    public void Words_are_those_of_the_docs_in_their_order()
    {
        Assert.Equal(JobRows.Select(Name), JobStatus.Table.Words);
        Assert.Equal(AssetRows.Select(Name), AssetStatus.Table.Words);
    }

    [Fact]
    public void IsTerminal_is_true_for_statuses_without_a_successor()
    {
        Assert.Equal(["Completed", "Cancelled", "Declined"], JobStatus.Table.Words.Where(JobStatus.Table.IsTerminal));
        Assert.Equal(["Decommissioned", "Retired"], AssetStatus.Table.Words.Where(AssetStatus.Table.IsTerminal));
    }

    [Fact]
    public void Refuse_names_the_resource_and_both_statuses()
    {
        var refusal = AssetStatus.Table.Refuse("Active", "Retired");

        Assert.Equal("invalid_status_transition", refusal.Code);
        Assert.Equal(("Asset", "Active", "Retired"), (refusal["resource"], refusal["from"], refusal["to"]));
    }

    private static string Name(string row) => row[..17].TrimEnd();

    private static TheoryData<string, string, bool> Pairs(string[] rows)
    {
        // Assets list Decommissioned and Retired last; the columns follow the order of the rows.
        var names = rows.Select(Name).ToArray();
        var data = new TheoryData<string, string, bool>();
        foreach (var row in rows)
        {
            var marks = row[17..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var column = 0; column < names.Length; column++)
            {
                data.Add(Name(row), names[column], marks[column] == "x");
            }
        }

        return data;
    }
}
