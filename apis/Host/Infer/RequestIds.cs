using System.Text.RegularExpressions;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds the header field with the id of the request, and the form of ids.</summary>
internal static partial class RequestIds
{
    private const int Unlimited = -1;
    private const int FewestDigits = 12;
    private const int MostDigits = 32;

    /// <summary>Gives each sample its id.</summary>
    /// <returns>The form; null where responses have no id.</returns>
    public static RequestIdFormat? Find(IReadOnlyList<Sample> samples, Notes notes)
    {
        var header = samples.SelectMany(sample => sample.Exchange.Headers.Select(field => field.Key))
            .Where(HeaderNames.IsId)
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(same => same.Count())
            .ThenByDescending(same => NameScores.Plain(same.Key).Contains("request", StringComparison.Ordinal))
            .FirstOrDefault()?.Key;
        if (header is null)
        {
            return FindInBodies(samples, notes);
        }

        foreach (var sample in samples)
        {
            sample.RequestId = sample.Exchange.Header(header);
        }

        return FormOf([.. samples.Select(sample => sample.RequestId).OfType<string>()], header, notes);
    }

    private static RequestIdFormat? FindInBodies(IReadOnlyList<Sample> samples, Notes notes)
    {
        var path = samples.SelectMany(sample => sample.Leaves.Keys).Distinct().FirstOrDefault(leaf => HeaderNames.IsId(leaf.Name) && !leaf.IsInList);
        if (path is null)
        {
            return null;
        }

        notes.Add($"No header field has the request's id; {path} was taken for it by its name.");
        foreach (var sample in samples)
        {
            sample.RequestId = sample.Leaves.TryGetValue(path, out var values) ? LeafText.Of(values[0]) : null;
        }

        return FormOf([.. samples.Select(sample => sample.RequestId).OfType<string>()], "X-Request-Id", notes);
    }

    private static RequestIdFormat FormOf(string[] ids, string header, Notes notes)
    {
        var forms = ids.Select(id => Form().Match(id)).ToArray();
        var prefixes = forms.Select(form => form.Groups["prefix"].Value).Distinct().ToArray();
        var digits = forms.Select(form => form.Groups["digits"].Length).Distinct().ToArray();
        if (forms.All(form => form.Success) && prefixes is [var prefix] && digits is [>= FewestDigits and <= MostDigits])
        {
            return new RequestIdFormat(prefix, header, digits[0]);
        }

        notes.Add($"The ids in {header} are no prefix with {FewestDigits} to {MostDigits} digits; Lintel's have another form.");
        return new RequestIdFormat(string.Empty, header, 16);
    }

    [GeneratedRegex(@"\A(?<prefix>(?:[A-Za-z][A-Za-z0-9]{0,14}[_-])?)(?<digits>[0-9A-Za-z]{1,64})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Unlimited)]
    private static partial Regex Form();
}
