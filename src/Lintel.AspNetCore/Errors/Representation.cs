using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>Chooses the media type of an error by <c>Accept</c>, where a contract has several (RFC 9110 section 12.5.1).</summary>
internal static class Representation
{
    // Browsers send fewer than ten ranges; whoever sends a list of this length is answered in the preferred type.
    private const int LongestHeader = 1_000;

    /// <summary>The body that the caller prefers; the contract's preferred one where it accepts none, for an error is better than none.</summary>
    public static ErrorTemplate Choose(ApiCall call, ErrorDefinition error)
    {
        var accepted = call.Http.Request.Headers.Accept;
        if (error.Templates is [var only]
            || accepted.Count == 0
            || accepted.Sum(line => line?.Length ?? 0) > LongestHeader
            || !MediaTypeHeaderValue.TryParseList(accepted, out var ranges))
        {
            return error.Template;
        }

        var best = error.Template;
        var bestQuality = 0d;
        foreach (var template in error.Templates)
        {
            var quality = QualityOf(template.ContentType, ranges);
            if (quality > bestQuality)
            {
                (best, bestQuality) = (template, quality);
            }
        }

        return best;
    }

    /// <summary>Tells whether a caller would rather have one media type than another; not without a field <c>Accept</c> that says so.</summary>
    public static bool Prefers(StringValues accepted, string type, string over) =>
        accepted.Sum(line => line?.Length ?? 0) <= LongestHeader
        && MediaTypeHeaderValue.TryParseList(accepted, out var ranges)
        && QualityOf(type, ranges) > QualityOf(over, ranges);

    /// <summary>Says that another <c>Accept</c> may get another body (RFC 9110 section 12.5.5).</summary>
    public static void WriteHeaders(Contract contract, IHeaderDictionary headers)
    {
        if (contract.ContentTypes.Count > 1)
        {
            VaryHeader.Add(headers, HeaderNames.Accept);
        }
    }

    /// <summary>The quality of the most specific range that has a type; 0 where none has.</summary>
    private static double QualityOf(string contentType, IEnumerable<MediaTypeHeaderValue> ranges)
    {
        var type = MediaTypeHeaderValue.Parse(contentType.Split(';')[0]);
        var range = ranges.Where(type.IsSubsetOf)
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .FirstOrDefault();
        return range is null ? 0 : range.Quality ?? 1;
    }
}
