using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Seams;

/// <summary>One account's credential opens nothing of another's, on any operation, and no answer tells whether another's record is there.</summary>
public sealed class SeamTests
{
    public static TheoryData<string> Names => [.. SeamApi.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Ids_of_another_account_are_answered_like_nobodys(string api)
    {
        await using var sweep = await SeamSweep.StartAsync(api, SeamApi.All[api]);

        var problems = await sweep.RunAsync();

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
        Assert.True(sweep.Compared > 0, "Nothing was compared.");
    }

    [Fact]
    public async Task Every_api_is_swept()
    {
        await using var host = await LintelHost.StartAsync();

        Assert.Equal(
            host.Services.GetRequiredService<ApiDirectory>().All.Select(api => api.Contract.Api).Where(api => api != "lintel").Order(),
            SeamApi.All.Keys.Order());
    }

    /// <summary>The sweep is only as good as its ear.</summary>
    [Fact]
    public async Task Sweep_hears_of_ids_in_paths_and_query_strings_and_bodies_that_nobody_told_it_of()
    {
        var pixel = SeamApi.All["pixel"];
        await using var sweep = await SeamSweep.StartAsync("pixel", pixel with { NoRecords = new Dictionary<string, string>() });

        var problems = await sweep.RunAsync();

        foreach (var (operation, name) in (IEnumerable<(string, string)>)[("pixel.metrics", "pipe"), ("pixel.metrics", "session_id"), ("pixel.events", "session_id"), ("pixel.identify", "user_id")])
        {
            Assert.Contains($"{operation}: the id '{name}' is in no recipe. Add it, or name it among those that name no record.", problems);
        }
    }
}
