using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.HttpTests.Seams;

/// <summary>
/// Calls every operation of an API with one account's credential and another account's ids, and again with ids that nobody has. The operations are
/// those of the running process, and so are the names of their parameters: the ones that they are seen to look for.
/// </summary>
internal sealed class SeamSweep : IAsyncDisposable
{
    private readonly SeamCaller _caller;
    private readonly SeamApi _api;
    private readonly Tenant _theirs;
    private readonly List<string> _problems = [];

    private SeamSweep(SeamCaller caller, SeamApi api, Tenant theirs) => (_caller, _api, _theirs) = (caller, api, theirs);

    /// <summary>How many requests with a foreign id were compared.</summary>
    public int Compared { get; private set; }

    public static async Task<SeamSweep> StartAsync(string name, SeamApi api)
    {
        // With the demo data, among which the ids of new records are long enough to be told from other numbers.
        var caller = await SeamCaller.StartAsync(name, api, demo: true);
        return new SeamSweep(caller, api, await api.MakeTenantAsync(caller.Host));
    }

    /// <summary>Sweeps everything.</summary>
    /// <returns>What does not hold; empty where all does.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        foreach (var operation in _caller.Operations)
        {
            await SweepAsync(operation);
        }

        var names = _caller.Operations.Select(operation => operation.Name).ToHashSet();
        _problems.AddRange(_api.Recipes.Keys.Where(name => !names.Contains(name)).Select(name => $"{name}: there is a recipe and no such operation."));
        return _problems;
    }

    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    private async Task SweepAsync(Operation operation)
    {
        var recipes = _caller.RecipesOf(operation);
        var asked = RouteNamesOf(operation).ToHashSet(StringComparer.Ordinal);
        foreach (var recipe in recipes)
        {
            if (!await WorksAsync(operation, recipe))
            {
                return;
            }

            asked.UnionWith(_caller.Watch.Asked.Where(LooksLikeId));
        }

        foreach (var name in asked.Where(
            name => !_api.NoRecords.ContainsKey(name) && !recipes.Any(recipe => recipe.Covers(name) || CoversInRoute(operation, recipe, name))))
        {
            _problems.Add($"{operation.Name}: the id '{name}' is in no recipe. Add it, or name it among those that name no record.");
        }

        foreach (var recipe in recipes)
        {
            foreach (var slot in recipe.Slots)
            {
                await CompareAsync(operation, recipe, [slot]);
            }

            if (recipe.Slots.Count > 1)
            {
                await CompareAsync(operation, recipe, recipe.Slots);
            }
        }
    }

    /// <summary>The account's own records must be reached, or a refusal of others' would prove nothing.</summary>
    private async Task<bool> WorksAsync(Operation operation, Recipe recipe)
    {
        // Twice, because a body is heard from the second request on: routing's own copy of an operation is seen with the first.
        await _caller.SendAsync(operation, await _caller.FillAsync(recipe, new Scene(_caller.Tenant)));
        var answer = await _caller.SendAsync(operation, await _caller.FillAsync(recipe, new Scene(_caller.Tenant)));
        if (answer.IsSuccess && _caller.Watch.Met?.Name == operation.Name)
        {
            return true;
        }

        _problems.Add($"{operation.Name}: the recipe {recipe} met {_caller.Watch.Met?.Name ?? "no operation"} and was answered {answer.Text}");
        return false;
    }

    private async Task CompareAsync(Operation operation, Recipe recipe, IReadOnlyList<Slot> slots)
    {
        var (ours, theirs) = (new Scene(_caller.Tenant), new Scene(_theirs));
        var foreign = new Dictionary<string, string>();
        foreach (var slot in slots)
        {
            foreign[slot.Mark] = await theirs.IdAsync(slot.Record);
        }

        var nobodys = slots.ToDictionary(slot => slot.Mark, slot => _caller.Tenant.Nobodys(Scene.KindOf(slot.Record)));
        var serial = _caller.Serial;
        var hidden = await _caller.SendAsync(operation, await _caller.FillAsync(recipe, ours, foreign));
        _caller.Serial = serial;
        var missing = await _caller.SendAsync(operation, await _caller.FillAsync(recipe, ours, nobodys));
        var (hiddenText, missingText) = (Neutral(hidden, foreign.Values), Neutral(missing, nobodys.Values));
        var about = $"{operation.Name} {recipe} with foreign {string.Join(", ", slots.Select(slot => slot.Mark))}";
        Compared++;
        if (hiddenText != missingText)
        {
            _problems.Add($"{about} differs from nobody's:\n{hiddenText}\n--\n{missingText}");
        }
        else if (hidden.IsSuccess && !slots.All(slot => slot.IsFilter))
        {
            _problems.Add($"{about} was answered {hiddenText}");
        }
    }

    /// <summary>An answer without what may differ: the ids that were sent, and the request's own.</summary>
    private string Neutral(SeamAnswer answer, IEnumerable<string> ids)
    {
        var text = answer.RequestId.Length == 0 ? answer.Text : answer.Text.Replace(answer.RequestId, "<request>", StringComparison.Ordinal);
        text = ids.Aggregate(
            text,
            (current, id) => Regex.Replace(current, $@"(?<!\w){Regex.Escape(id)}(?!\w)", "<id>", RegexOptions.None, TimeSpan.FromSeconds(1)));
        return _api.Noise is { } noise ? Regex.Replace(text, noise, "<noise>", RegexOptions.None, TimeSpan.FromSeconds(1)) : text;
    }

    private static IEnumerable<string> RouteNamesOf(Operation operation) =>
        Regex.Matches(
            operation.Route,
            @"\{(?<name>\w+)[^}]*\}",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)).Select(match => match.Groups["name"].Value);

    /// <summary>Whether a recipe's path has an id where the route has this parameter.</summary>
    private static bool CoversInRoute(Operation operation, Recipe recipe, string name)
    {
        var segments = operation.Route.Split('/');
        var index = Array.FindIndex(segments, segment => segment.StartsWith($"{{{name}", StringComparison.Ordinal));
        var sent = recipe.Fill(mark => mark.Replace('?', '!')).Target!.Split('?')[0].Split('/');
        return index >= 0 && index < sent.Length && sent[index].StartsWith('<');
    }

    private static bool LooksLikeId(string name) => Regex.IsMatch(name, "((^|_)ids?|Ids?)$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
