using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds header fields that every error has and that are the API's own.</summary>
internal sealed class HeaderFinder(IReadOnlyList<Sample> samples, Findings findings, Notes notes)
{
    private static readonly string[] OfTheWay =
        ["Via", "X-Powered-By", "X-Cache", "X-Served-By", "X-Timer", "X-Runtime", "X-AspNet-Version", "NEL", "Report-To", "Server-Timing"];
    private static readonly string[] BeginningsOfTheWay = ["CF-", "X-Amz-", "X-Envoy-", "X-Cache-", "X-Kong-"];

    /// <summary>The fields with their values, variables in them.</summary>
    /// <param name="requestId">The form of ids.</param>
    public IReadOnlyDictionary<string, string> Find(RequestIdFormat? requestId)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var names = samples.SelectMany(sample => sample.Exchange.Headers.Select(header => header.Key)).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names
            .Where(name => Forms.Header.IsMatch(name) && !HeadersReader.IsTaken(name, requestId?.Header ?? "X-Request-Id") && !IsOfTheWay(name)))
        {
            var values = samples.Select(sample => (Sample: sample, Value: sample.Exchange.Header(name))).ToArray();
            if (values.Any(pair => pair.Value is not { Length: > 0 }))
            {
                notes.Add($"Some responses have the header field {name}; add it to the definitions that send it, where it is meant.");
            }
            else if (ValueOf(name, values!) is { } value && found.Count < 16)
            {
                found.Add(name, value);
            }
            else
            {
                notes.Add($"The header field {name} differs from response to response; it was left out.");
            }
        }

        return found;
    }

    private static bool IsOfTheWay(string name) => HeaderNames.IsId(name)
        || OfTheWay.Contains(name, StringComparer.OrdinalIgnoreCase)
        || BeginningsOfTheWay.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    private string? ValueOf(string name, (Sample Sample, string Value)[] values)
    {
        if (values.All(pair => pair.Value == pair.Sample.Code))
        {
            return "$code";
        }

        if (values.All(pair => pair.Value == LeafText.OfStatus(pair.Sample.Status)))
        {
            return "$status";
        }

        if (findings.Docs is { } docs
            && Same(values, pair =>
                pair.Value.Replace(docs.Replace("{code}", pair.Sample.Code, StringComparison.Ordinal), "\0", StringComparison.Ordinal)) is { } around
            && around.Contains('\0', StringComparison.Ordinal))
        {
            return around.Replace("$", "$$", StringComparison.Ordinal).Replace("\0", "$docs", StringComparison.Ordinal);
        }

        if (Same(values, pair => pair.Value) is not { } constant || constant.Length > 512 || constant.Any(character => character is < ' ' or > '~'))
        {
            return null;
        }

        findings.Constants.Add($"the header field {name}");
        return constant.Replace("$", "$$", StringComparison.Ordinal);
    }

    private static string? Same((Sample Sample, string Value)[] values, Func<(Sample Sample, string Value), string> of) =>
        values.Select(of).Distinct().ToArray() is [var only] ? only : null;
}
