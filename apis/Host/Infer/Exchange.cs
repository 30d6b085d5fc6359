namespace Lintel.Host.Infer;

/// <summary>A recorded response, with the request that it answers where the recording has it.</summary>
/// <param name="Place">The file and the line or entry, for messages.</param>
/// <param name="Request">The request; null where it was not recorded.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The header fields of the response.</param>
/// <param name="Body">The body as text; empty for none.</param>
internal sealed record Exchange(string Place, RecordedRequest? Request, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>The value of a header field of the response; null where it is not there.</summary>
    public string? Header(string name) => RecordedRequest.Find(Headers, name);
}

/// <summary>A recorded request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">The request target, or the whole address.</param>
/// <param name="Headers">The header fields.</param>
internal sealed record RecordedRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>The path of the target as it was sent, without its query.</summary>
    public string RawPath
    {
        get
        {
            var target = Uri.TryCreate(Target, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)
                ? address.PathAndQuery
                : Target;
            return target.Split('?', '#')[0];
        }
    }

    /// <summary>The decoded path.</summary>
    public string Path => Uri.UnescapeDataString(RawPath);

    /// <summary>The name of the server; null where it is not known.</summary>
    public string? Host =>
        Uri.TryCreate(Target, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host : Find(Headers, "Host")?.Split(':')[0];

    /// <summary>The value of a header field; null where it is not there.</summary>
    public string? Header(string name) => Find(Headers, name);

    /// <summary>The value of a field, by its name without regard to letter case.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var (field, value) in headers)
        {
            if (string.Equals(field, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
