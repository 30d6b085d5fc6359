namespace Lintel.Host.Infer;

/// <summary>The uses of header fields, by their names.</summary>
internal static class HeaderNames
{
    /// <summary>true if the field may carry an id of the request.</summary>
    public static bool IsId(string name) => NameScores.Plain(name) is var plain
        && (plain.EndsWith("requestid", StringComparison.Ordinal)
            || plain.EndsWith("correlationid", StringComparison.Ordinal)
            || plain.EndsWith("traceid", StringComparison.Ordinal)
            || plain.EndsWith("debugid", StringComparison.Ordinal)
            || plain is "requestid" or "xrequest" or "cfray" or "operationid");

    /// <summary>true if the field may carry the code of the error.</summary>
    public static bool IsErrorCode(string name) => NameScores.Plain(name) is var plain
        && (plain.EndsWith("errorcode", StringComparison.Ordinal) || plain.EndsWith("errortype", StringComparison.Ordinal));

    /// <summary>true if a field with an id has the text.</summary>
    public static bool SaysId(Exchange exchange, string text) => exchange.Headers.Any(header => IsId(header.Key) && header.Value == text);
}
