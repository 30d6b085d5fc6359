using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.Addresses;
using Lintel.Keys;

namespace Lintel.Host.Import;

/// <summary>Reads a line of a file of keys: a JSON object with the members that <c>docs/import-keys.md</c> names.</summary>
internal sealed partial class ImportLine
{
    private const int MaxLength = 64 * 1024;
    private const int DateLength = 10;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly JsonElement _object;
    private readonly List<string> _faults;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private ImportLine(JsonElement root, List<string> faults)
    {
        _object = root;
        _faults = faults;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="allowsKey">true if the line may have the key itself in place of its digest.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <returns>The key; null where there are faults.</returns>
    public static ForeignKey? Read(string text, bool allowsKey, List<string> faults)
    {
        if (text.Length > MaxLength)
        {
            faults.Add($"The line has more than {MaxLength} characters.");
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new ImportLine(document.RootElement, faults).Read(allowsKey);
            }

            faults.Add("The line is no JSON object.");
        }
        catch (JsonException)
        {
            // Its message shows a part of the line, which may hold a key.
            faults.Add("The line is no JSON object, or has a member twice.");
        }
        catch (InvalidOperationException)
        {
            faults.Add("The line has a text with half a surrogate pair.");
        }

        return null;
    }

    private ForeignKey? Read(bool allowsKey)
    {
        var prefix = Text("prefix");
        var digest = Digest(allowsKey, prefix);
        var key = new ForeignKey
        {
            Digest = digest,
            Prefix = prefix,
            Key = new NewKey
            {
                AccountId = Text("accountId", required: true) ?? string.Empty,
                Name = Text("name", required: true) ?? string.Empty,
                Scopes = Texts("scopes") ?? [],
                Addresses = Addresses(),
                Applications = Texts("applications"),
                ExpiresAt = Moment("expiresAt"),
                Limits = Members<int>("limits", TryNumber, "a whole number"),
                Metadata = Members<string>("metadata", TryText, "a text without control characters"),
                Environment = Text("environment"),
            },
        };
        foreach (var member in _object.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            Fault(member.Name, "is not known");
        }

        return _faults.Count == 0 ? key : null;
    }

    private SecretDigest Digest(bool allowsKey, string? prefix)
    {
        var encoding = Text("encoding");
        var text = Text("digest");
        if (TryTake("key", out var value))
        {
            return Compute(value, allowsKey, hasDigest: text is not null, prefix);
        }

        if (text is null)
        {
            Fault("digest", allowsKey ? "is missing, and so is 'key'" : "is missing");
        }
        else if (encoding is not (null or KeyDigest.Hex or KeyDigest.Base64))
        {
            Fault("encoding", $"must be {KeyDigest.Hex} or {KeyDigest.Base64}");
        }
        else if (!KeyDigest.TryParse(text, encoding, out var digest, out var problem))
        {
            Fault("digest", problem);
        }
        else
        {
            return digest;
        }

        return default;
    }

    private SecretDigest Compute(JsonElement value, bool allowsKey, bool hasDigest, string? prefix)
    {
        if (!allowsKey)
        {
            Fault("key", "is read from standard input only, so that no file with keys is left behind: pipe the lines into 'lintel-host import-keys -'");
        }
        else if (hasDigest)
        {
            Fault("key", "stands beside 'digest': send one of them");
        }
        else if (value.ValueKind != JsonValueKind.String || !KeyDigest.TryCompute(value.GetString(), out var digest))
        {
            Fault("key", $"must be a text of 1 to {KeyDigest.MaxKeyLength} characters");
        }
        else if (prefix is not null && (!value.GetString()!.StartsWith(prefix, StringComparison.Ordinal) || prefix.Length > value.GetString()!.Length / 2))
        {
            Fault("prefix", "must be the beginning of the key, and at most half of it, because it is stored and shown as it is");
        }
        else
        {
            return digest;
        }

        return default;
    }

    private string? Text(string name, bool required = false)
    {
        if (!TryTake(name, out var value))
        {
            if (required)
            {
                Fault(name, "is missing");
            }

            return null;
        }

        return TextOf(name, value);
    }

    private string? TextOf(string path, JsonElement value)
    {
        if (TryText(value, out var text))
        {
            return text;
        }

        Fault(path, "must be a text without control characters");
        return null;
    }

    private string[]? Texts(string name)
    {
        if (!TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((item, i) => TextOf($"{name}[{i}]", item)).OfType<string>()];
        }

        Fault(name, "must be a list of texts");
        return null;
    }

    private List<IPNetwork> Addresses()
    {
        var texts = Texts("addresses") ?? [];
        var networks = new List<IPNetwork>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (NetworkText.TryParse(texts[i], out var network, out var problem))
            {
                networks.Add(network);
            }
            else
            {
                Fault($"addresses[{i}]", problem);
            }
        }

        return networks;
    }

    private DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        // A date alone is its midnight in UTC, as in the management API.
        var whole = text.Length == DateLength ? text + "T00:00:00Z" : text;
        if (Offset().IsMatch(whole) && JsonSerializer.SerializeToElement(whole).TryGetDateTimeOffset(out var moment))
        {
            return moment.ToUniversalTime();
        }

        Fault(name, "must be a date and time with an offset, such as 2026-01-31T09:30:00Z");
        return null;
    }

    private Dictionary<string, T> Members<T>(string name, ReadMember<T> read, string what)
    {
        var members = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!TryTake(name, out var value))
        {
            return members;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault(name, "must be an object");
            return members;
        }

        foreach (var member in value.EnumerateObject())
        {
            if (read(member.Value, out var found))
            {
                members.Add(member.Name, found);
            }
            else
            {
                Fault($"{name}.{member.Name}", $"must be {what}");
            }
        }

        return members;
    }

    private static bool TryNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    private static bool TryText(JsonElement value, out string text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : string.Empty;
        return value.ValueKind == JsonValueKind.String && !text.Any(char.IsControl);
    }

    /// <summary>Takes a member; null counts as none.</summary>
    private bool TryTake(string name, out JsonElement value)
    {
        _known.Add(name);
        return _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private void Fault(string path, string problem) => _faults.Add($"Field '{path}' {problem}.");

    private delegate bool ReadMember<T>(JsonElement value, out T member);

    [GeneratedRegex(@"(Z|z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Offset();
}
