using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds what a contract says of itself.</summary>
/// <param name="samples">The errors.</param>
/// <param name="notes">Receives what could not be told.</param>
internal sealed class HeadFinder(IReadOnlyList<Sample> samples, Notes notes)
{
    private const string DefaultApi = "api";
    private const string DefaultBasePath = "/api";

    /// <param name="api">The name that was given; null for a guess.</param>
    /// <param name="basePath">The base path that was given; null for a guess.</param>
    /// <param name="requestId">The form of ids.</param>
    public ProposedHead Find(string? api, string? basePath, RequestIdFormat? requestId)
    {
        var path = basePath ?? FindBasePath();
        var name = api ?? FindApi(path);
        var title = string.Join(
            ' ', name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + " API";
        return new ProposedHead(name, title, path, FindContentType(), requestId, new CredentialGuess(samples, notes).Find(), FindLimit());
    }

    private string FindBasePath()
    {
        string[][] paths = [.. samples.Select(sample => sample.Exchange.Request?.RawPath).OfType<string>().Distinct().Select(path => path.Split('/')[1..])];
        if (paths.Length == 0)
        {
            notes.Add("No request was recorded, so basePath is a guess; --base-path names it.");
            return DefaultBasePath;
        }

        // A path ends with a resource, never with the base path alone.
        var most = paths.Min(path => path.Length) - 1;
        var length = Enumerable.Range(0, most).TakeWhile(at => paths.All(path => path[at] == paths[0][at])).Count();
        var basePath = "/" + string.Join('/', paths[0].Take(length));
        if (Forms.BasePath.IsMatch(basePath) && basePath != "/")
        {
            notes.Add("basePath is what all recorded paths begin with.");
            return basePath;
        }

        notes.Add("The recorded paths have no beginning in common, so the contract is for every path; --base-path names another.");
        return "/";
    }

    private string FindApi(string basePath)
    {
        var host = samples.Select(sample => sample.Exchange.Request?.Host).OfType<string>()
            .FirstOrDefault(name => name.Contains('.', StringComparison.Ordinal) && !char.IsAsciiDigit(name[^1]));
        string[] candidates = [host?.Split('.') is [.., var domain, _] ? domain : string.Empty, .. basePath.Split('/'), DefaultApi];
        return candidates.Select(name => name.ToLowerInvariant()).First(name => Forms.Api.IsMatch(name) && name is not ("v1" or "v2" or "v3"));
    }

    private string FindContentType()
    {
        var types = samples.Select(sample => sample.Exchange.Header("Content-Type")?.Trim().ToLowerInvariant()).OfType<string>().GroupBy(type => type)
            .OrderByDescending(same => same.Count())
            .Select(same => same.Key)
            .ToArray();
        if (types.Length > 1)
        {
            notes.Add("Responses have several media types; the most frequent was taken.");
        }

        var type = types.FirstOrDefault() ?? Contract.DefaultContentType;
        type = type.Contains("charset=", StringComparison.Ordinal) && type.Contains("utf-8", StringComparison.Ordinal)
            ? $"{type.Split(';')[0].Trim()}; charset=utf-8" : type;
        if (Forms.ContentType.IsMatch(type))
        {
            return type;
        }

        notes.Add("The recorded Content-Type is none that contracts have; application/json was taken.");
        return Contract.DefaultContentType;
    }

    private int? FindLimit()
    {
        var limits = samples.Select(sample => sample.Exchange.Header("X-RateLimit-Limit"))
            .Select(text => WholeNumberText.TryParse(text, out int limit) && limit is > 0 and <= 10_000_000 ? limit : (int?)null)
            .OfType<int>()
            .ToArray();
        return limits.Length > 0 ? limits.Max() : samples.Any(sample => sample.Status == 429) ? 60 : null;
    }
}
