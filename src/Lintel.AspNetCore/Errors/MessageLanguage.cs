using Lintel.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>Chooses the language of a message by <c>Accept-Language</c>, where a contract has several. Codes are the same in all of them.</summary>
internal static class MessageLanguage
{
    // Browsers send fewer than ten ranges; whoever sends a list of this length is answered in the contract's own language.
    private const int LongestHeader = 1_000;

    /// <summary>The definition with its message in the language that the caller prefers among those that it has.</summary>
    public static ErrorDefinition Translate(ApiCall call, ErrorDefinition error) =>
        error.Translations.Count > 0 && Choose(call.Contract.Language, error.Translations, call.Http.Request.Headers.AcceptLanguage) is { } chosen
            ? chosen
            : error;

    /// <summary>Names the language, and says that another <c>Accept-Language</c> may get another one (RFC 9110 sections 8.5 and 12.5.5).</summary>
    public static void WriteHeaders(Contract contract, ErrorDefinition error, IHeaderDictionary headers)
    {
        if (contract.Languages.Count == 0)
        {
            return;
        }

        headers.ContentLanguage = error.Language ?? contract.Language;
        VaryHeader.Add(headers, HeaderNames.AcceptLanguage);
    }

    /// <summary>Looks ranges up as RFC 4647 section 3.4 says: the most preferred first, each shortened from its end until a language has its name.</summary>
    /// <returns>Null for the contract's own language.</returns>
    private static ErrorDefinition? Choose(string own, IReadOnlyDictionary<string, ErrorDefinition> translations, StringValues accepted)
    {
        if (StringValues.IsNullOrEmpty(accepted)
            || accepted.Sum(line => line?.Length ?? 0) > LongestHeader
            || !StringWithQualityHeaderValue.TryParseList(accepted, out var ranges))
        {
            return null;
        }

        // RFC 9110 section 12.4.2: a quality of 0 excludes. A list that excludes everything there is gets the contract's own language.
        var excluded = ranges.Where(range => range.Quality is 0).Select(range => range.Value.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] languages = [.. translations.Keys.Prepend(own).Where(language => !Prefixes(language).Any(excluded.Contains))];
        foreach (var range in ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1))
        {
            if (Find(range.Value.ToString(), languages) is { } language)
            {
                return translations.GetValueOrDefault(language);
            }
        }

        return null;
    }

    /// <summary>The tag itself and what it is when it is shortened: whoever excludes <c>en</c> excludes <c>en-US</c> too (RFC 4647 section 3.3.1).</summary>
    private static IEnumerable<string> Prefixes(string tag)
    {
        for (; tag.Length > 0; tag = Shorten(tag))
        {
            yield return tag;
        }
    }

    private static string? Find(string range, string[] languages)
    {
        if (range == "*")
        {
            return languages.FirstOrDefault();
        }

        for (var tag = range; tag.Length > 0; tag = Shorten(tag))
        {
            if (Array.Find(languages, language => string.Equals(tag, language, StringComparison.OrdinalIgnoreCase)) is { } language)
            {
                return language;
            }
        }

        return null;
    }

    /// <summary>Takes the last subtag away, and a single letter before it, which only says what the next one is.</summary>
    private static string Shorten(string tag)
    {
        var end = tag.LastIndexOf('-');
        end = end >= 2 && tag[end - 2] == '-' ? end - 2 : end;
        return end > 0 ? tag[..end] : string.Empty;
    }
}
