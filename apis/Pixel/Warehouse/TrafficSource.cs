using System.Collections.Frozen;

namespace Lintel.Pixel;

/// <summary>What a pageview's addresses tell of where the visitor came from.</summary>
internal static class TrafficSource
{
    private static readonly FrozenDictionary<string, string> Assistants = new Dictionary<string, string>
    {
        ["chatgpt.com"] = "chatgpt",
        ["chat.openai.com"] = "chatgpt",
        ["perplexity.ai"] = "perplexity",
        ["claude.ai"] = "claude",
        ["gemini.google.com"] = "gemini",
        ["copilot.microsoft.com"] = "copilot",
        ["chat.mistral.ai"] = "mistral",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The host of a referrer, without <c>www.</c>; the text itself where it is not an address; null for none.</summary>
    public static string? HostOf(string? referrer)
    {
        if (string.IsNullOrWhiteSpace(referrer))
        {
            return null;
        }

        var host = Uri.TryCreate(referrer, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : referrer;
        return host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;
    }

    /// <summary>The assistant behind a referrer's host, or null.</summary>
    public static string? AssistantOf(string? host) => host is not null && Assistants.TryGetValue(host, out var engine) ? engine : null;

    /// <summary>A path without its query string and fragment, so that one page is one row.</summary>
    public static string? PageOf(string? path) => path is null ? null : path[..EndOfPage(path)];

    /// <summary>A parameter of a path's query string, decoded; null where it is not there or blank.</summary>
    public static string? Parameter(string? path, string name)
    {
        if (path is null || path.IndexOf('?') is var start && start < 0)
        {
            return null;
        }

        foreach (var pair in path[(start + 1)..].Split('#')[0].Split('&'))
        {
            var at = pair.IndexOf('=');
            if (at == name.Length && pair.StartsWith(name, StringComparison.Ordinal))
            {
                var value = Uri.UnescapeDataString(pair[(at + 1)..].Replace('+', ' ')).Trim();
                return value.Length == 0 ? null : value;
            }
        }

        return null;
    }

    private static int EndOfPage(string path) => path.AsSpan().IndexOfAny('?', '#') is var end && end < 0 ? path.Length : end;
}
