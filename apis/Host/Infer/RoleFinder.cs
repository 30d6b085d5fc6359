using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds code, message, title and details: by their names, their form, and whether they go with the status.</summary>
/// <param name="samples">The errors.</param>
/// <param name="notes">What could not be told.</param>
internal sealed class RoleFinder(IReadOnlyList<Sample> samples, Notes notes)
{
    private const double EnoughForCode = 45;
    private const double EnoughForMessage = 40;

    private readonly Dictionary<BodyPath, Sample[]> _having = samples.SelectMany(sample => sample.Leaves.Keys.Select(path => (Path: path, Sample: sample)))
        .GroupBy(pair => pair.Path)
        .ToDictionary(same => same.Key, same => same.Select(pair => pair.Sample).ToArray());

    /// <summary>Finds them, and gives each sample the code that it says.</summary>
    public Roles Find()
    {
        var code = FindCode();
        var header = code is null ? FindCodeHeader() : null;
        foreach (var sample in samples)
        {
            GiveCode(sample, code, header);
        }

        var message = Best(path => ScoreOfMessage(path, code), EnoughForMessage);
        var title = Best(path => path.Equals(code) || path.Equals(message) ? 0 : ScoreOfTitle(path), 1);
        return new Roles(code, header, message, title, new DetailsFinder(samples).Find(code, message));
    }

    private static void GiveCode(Sample sample, BodyPath? code, string? header)
    {
        if (code is not null && sample.Leaves.TryGetValue(code, out var values) && values.Select(LeafText.Of).Distinct().ToArray() is [{ } only])
        {
            (sample.Code, sample.IsCodeNumber, sample.HasOwnCode) = (only, values[0].ValueKind == JsonValueKind.Number, true);
        }
        else if (header is not null && sample.Exchange.Header(header) is { } inHeader && Forms.Code.IsMatch(inHeader))
        {
            (sample.Code, sample.HasOwnCode) = (inHeader, true);
        }
    }

    private BodyPath? FindCode()
    {
        var candidates = _having.Keys.Select(path => (Path: path, Score: ScoreOfCode(path)))
            .Where(candidate => candidate.Score >= EnoughForCode)
            .OrderByDescending(candidate => candidate.Score)
            .ToArray();
        if (candidates.Length > 1 && candidates[0].Score - candidates[1].Score < 15)
        {
            notes.Add($"The code may be {candidates[0].Path} or {candidates[1].Path}; the first was taken.");
        }

        return candidates.Length == 0 ? null : candidates[0].Path;
    }

    private string? FindCodeHeader() => samples.SelectMany(sample => sample.Exchange.Headers.Select(header => header.Key))
        .Distinct(StringComparer.OrdinalIgnoreCase)
        .FirstOrDefault(name => HeaderNames.IsErrorCode(name) && samples.All(sample => sample.Exchange.Header(name) is { } value && Forms.Code.IsMatch(value)));

    private BodyPath? Best(Func<BodyPath, double> score, double enough) =>
        _having.Keys.Select(path => (Path: path, Score: score(path)))
            .Where(candidate => candidate.Score >= enough)
            .OrderByDescending(candidate => candidate.Score)
            .FirstOrDefault()
            .Path;

    private Sample[] Having(BodyPath path) => _having[path];

    private double ScoreOfCode(BodyPath path)
    {
        var having = Having(path);
        var share = (double)having.Length / samples.Count;
        var texts = having.Select(sample => LeafText.Of(sample.Leaves[path][0])).ToArray();
        if (share < (path.IsInList ? 0.9 : 0.5) || !having.All(sample => sample.Leaves[path].All(LeafText.MayBeCode)) || IsSomethingElse(having, path))
        {
            return 0;
        }

        var distinct = texts.Distinct().Count();
        var statuses = having.Select(sample => sample.Status).Distinct().Count();
        var goesWithStatus = having.GroupBy(sample => LeafText.Of(sample.Leaves[path][0]))
            .All(same => same.Select(sample => sample.Status).Distinct().Count() == 1);
        return NameScores.OfCode(path.Name)
            + (30 * share) - (share < 1 ? 25 : 0)
            + (distinct > 1 ? 15 : 0) - (distinct == 1 && statuses > 1 ? 45 : 0)
            + (goesWithStatus ? 10 : -10)
            - (path.IsInList ? 10 : 0)
            - path.Steps.Count;
    }

    /// <summary>The status, its phrase, an id or a method has the form of a code as well.</summary>
    private static bool IsSomethingElse(Sample[] having, BodyPath path)
    {
        var all = having.Select(sample => (Sample: sample, Text: LeafText.Of(sample.Leaves[path][0]))).ToArray();
        return all.All(pair => pair.Text == LeafText.OfStatus(pair.Sample.Status))
            || all.All(pair => pair.Text == ReasonPhrases.Of(pair.Sample.Status))
            || all.All(pair => HeaderNames.SaysId(pair.Sample.Exchange, pair.Text))
            || all.All(pair => pair.Text == pair.Sample.Exchange.Request?.Method)
            || (all.Length > 2 && all.Select(pair => pair.Text).Distinct().Count() == all.Length && all.All(pair => LeafText.IsGenerated(pair.Text)));
    }

    private double ScoreOfMessage(BodyPath path, BodyPath? code)
    {
        var having = Having(path);
        var name = NameScores.OfMessage(path.Name);
        var isText = having.All(sample => sample.Leaves[path].All(value => value.ValueKind == JsonValueKind.String));
        var beside = code is { IsInList: true } && path.IsInList;
        if (path.Equals(code) || !isText || (path.IsInList && !beside) || (name == 0 && having.Length < samples.Count))
        {
            return 0;
        }

        var spaces = having.Count(sample => LeafText.Of(sample.Leaves[path][0]).Contains(' ', StringComparison.Ordinal)) / (double)having.Length;
        return name + (20 * spaces) + (20.0 * having.Length / samples.Count) - path.Steps.Count;
    }

    private double ScoreOfTitle(BodyPath path)
    {
        var having = Having(path);
        var isText = having.Length == samples.Count && having.All(sample => sample.Leaves[path].All(value => value.ValueKind == JsonValueKind.String));
        var perCode = isText && samples.Where(sample => sample.Code.Length > 0)
            .GroupBy(sample => sample.Code)
            .All(same => same.SelectMany(sample => sample.Leaves[path]).Select(LeafText.Of).Distinct().Count() == 1);
        var texts = perCode ? having.Select(sample => LeafText.Of(sample.Leaves[path][0])).Distinct().ToArray() : [];
        var areWords = NameScores.IsTitle(path.Name) || texts.Any(text => text.Contains(' ', StringComparison.Ordinal));
        return perCode && texts.Length > 1 && areWords && texts.All(LeafText.IsSentence) ? NameScores.OfTitle(path.Name) : 0;
    }
}
