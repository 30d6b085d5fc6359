namespace Lintel.Host.Infer;

/// <summary>Scores of the names of members for a meaning.</summary>
internal static class NameScores
{
    private static readonly Dictionary<string, int> Codes = new(StringComparer.Ordinal)
    {
        ["code"] = 40,
        ["errorcode"] = 42,
        ["errcode"] = 40,
        ["error"] = 30,
        ["type"] = 22,
        ["reason"] = 24,
        ["status"] = 20,
        ["name"] = 18,
        ["id"] = 15,
        ["key"] = 12,
        ["errortype"] = 26,
        ["errorname"] = 24,
        ["slug"] = 24,
    };

    private static readonly Dictionary<string, int> Messages = new(StringComparer.Ordinal)
    {
        ["message"] = 40,
        ["errormessage"] = 40,
        ["detail"] = 36,
        ["errordescription"] = 38,
        ["description"] = 30,
        ["msg"] = 36,
        ["details"] = 10,
        ["text"] = 20,
        ["error"] = 14,
        ["reason"] = 10,
        ["title"] = 12,
        ["usermessage"] = 30,
        ["errors"] = 8,
    };

    private static readonly Dictionary<string, int> Titles = new(StringComparer.Ordinal)
    {
        ["title"] = 40,
        ["statusmessage"] = 30,
        ["statustext"] = 30,
        ["summary"] = 26,
        ["error"] = 20,
        ["reason"] = 18,
        ["label"] = 18,
        ["shortmessage"] = 20,
        ["name"] = 8,
        ["statusdescription"] = 20,
    };

    private static readonly HashSet<string> Fields = new(StringComparer.Ordinal)
    {
        "field", "fieldname", "path", "pointer", "param", "parameter", "property", "propertypath", "target", "loc", "location", "attribute", "source", "name",
    };

    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "errors", "fields", "fielderrors", "validationerrors", "invalidfields", "violations", "invalidparams", "error", "details", "messages",
    };

    // Members that say which field is meant have values in the form of codes.
    public static int OfCode(string name) =>
        Plain(name) is var plain && Codes.TryGetValue(plain, out var score) ? score
            : plain.EndsWith("code", StringComparison.Ordinal) ? 32
            : Fields.Contains(plain) || Messages.ContainsKey(plain) ? -100 : 0;

    public static int OfMessage(string name) => Messages.GetValueOrDefault(Plain(name));

    public static int OfTitle(string name) => Titles.GetValueOrDefault(Plain(name), 2);

    public static bool IsTitle(string name) => OfTitle(name) >= 26;

    public static bool IsField(string name) => Fields.Contains(Plain(name));

    public static bool HoldsFields(string name) => Containers.Contains(Plain(name));

    public static bool IsMessage(string name) => Plain(name) is var plain && (Messages.ContainsKey(plain) || plain == "issue");

    /// <summary>true if the member may show what was sent.</summary>
    public static bool IsSentValue(string name) => Plain(name) is var plain
        && (plain.Contains("value", StringComparison.Ordinal) || plain is "input" or "received" or "actual" or "rejected");

    public static bool IsWait(string name) => Plain(name) is var plain
        && (plain.Contains("retry", StringComparison.Ordinal) || plain.Contains("wait", StringComparison.Ordinal)
            || plain.Contains("seconds", StringComparison.Ordinal));

    public static bool IsStatus(string name) =>
        Plain(name) is var plain && (plain.Contains("status", StringComparison.Ordinal) || plain.EndsWith("code", StringComparison.Ordinal));

    public static bool IsTime(string name) => Plain(name) is var plain
        && (plain.Contains("time", StringComparison.Ordinal) || plain.Contains("date", StringComparison.Ordinal) || plain is "ts" or "at");

    /// <summary>A name in lower case without dashes and underscores.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
