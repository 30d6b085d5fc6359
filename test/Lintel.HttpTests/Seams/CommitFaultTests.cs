using Lintel.AspNetCore;

namespace Lintel.HttpTests.Seams;

/// <summary>
/// A store that takes every statement and fails at the commit: what was done until then leaves no trace, the caller hears of a failure, and the same
/// request succeeds when the store is well again. On every operation, so that none can write outside its transaction.
/// </summary>
public sealed class CommitFaultTests
{
    public static TheoryData<string> Names => [.. SeamApi.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Failed_commit_leaves_nothing_behind_and_is_never_called_a_success(string name)
    {
        var api = SeamApi.All[name];
        await using var caller = await SeamCaller.StartAsync(name, api, demo: false);
        var problems = new List<string>();
        var writes = 0;
        foreach (var operation in caller.Operations)
        {
            foreach (var recipe in caller.RecipesOf(operation))
            {
                writes += await TryAsync(caller, api, operation, await caller.FillAsync(recipe, new Scene(caller.Tenant)), problems) ? 1 : 0;
            }
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
        Assert.True(writes > 0, "No operation wrote anything.");
    }

    /// <returns>Whether the request writes.</returns>
    private static async Task<bool> TryAsync(SeamCaller caller, SeamApi api, Operation operation, Recipe request, List<string> problems)
    {
        IReadOnlyList<string> before = [];
        var failed = await caller.SendAsync(operation, request, () =>
        {
            before = Read(caller, api);
            return new Sabotage(caller, api.StoreFiles);
        });
        var between = Read(caller, api);
        IReadOnlyList<string> beforeRepeat = [];
        var repeated = await caller.SendAsync(operation, request, () =>
        {
            beforeRepeat = Read(caller, api);
            return null;
        });
        var isWrite = !Read(caller, api).SequenceEqual(beforeRepeat, StringComparer.Ordinal);
        var about = $"{operation.Name} {request}";
        if (!between.SequenceEqual(before, StringComparer.Ordinal))
        {
            problems.Add($"{about} left something behind: {string.Join(" · ", between.Except(before).Concat(before.Except(between)))}");
        }

        if (isWrite && failed.Status < 500)
        {
            problems.Add($"{about} was answered {failed.Text} although nothing was kept.");
        }

        if (!repeated.IsSuccess)
        {
            problems.Add($"{about} failed when the store was well again: {repeated.Text}");
        }

        return isWrite;
    }

    private static List<string> Read(SeamCaller caller, SeamApi api) => [.. api.StoreFiles.SelectMany(caller.Host.ReadStore)];

    private sealed class Sabotage(SeamCaller caller, IEnumerable<string> files) : IDisposable
    {
        private readonly List<IDisposable> _failures = [.. files.Select(caller.Host.FailCommits)];

        public void Dispose() => _failures.ForEach(failure => failure.Dispose());
    }
}
