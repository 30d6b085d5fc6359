namespace Lintel.Contracts;

/// <summary>
/// The reason phrases of the HTTP status code registry (RFC 9110) for statuses of errors, and for the one of successes that errors may have; an error
/// definition without a title has its phrase as title.
/// </summary>
internal static class ReasonPhrases
{
    private static readonly Dictionary<int, string> Phrases = new()
    {
        [200] = "OK",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [402] = "Payment Required",
        [403] = "Forbidden",
        [404] = "Not Found",
        [405] = "Method Not Allowed",
        [406] = "Not Acceptable",
        [407] = "Proxy Authentication Required",
        [408] = "Request Timeout",
        [409] = "Conflict",
        [410] = "Gone",
        [411] = "Length Required",
        [412] = "Precondition Failed",
        [413] = "Content Too Large",
        [414] = "URI Too Long",
        [415] = "Unsupported Media Type",
        [416] = "Range Not Satisfiable",
        [417] = "Expectation Failed",
        [421] = "Misdirected Request",
        [422] = "Unprocessable Content",
        [423] = "Locked",
        [424] = "Failed Dependency",
        [425] = "Too Early",
        [426] = "Upgrade Required",
        [428] = "Precondition Required",
        [429] = "Too Many Requests",
        [431] = "Request Header Fields Too Large",
        [451] = "Unavailable For Legal Reasons",
        [500] = "Internal Server Error",
        [501] = "Not Implemented",
        [502] = "Bad Gateway",
        [503] = "Service Unavailable",
        [504] = "Gateway Timeout",
        [505] = "HTTP Version Not Supported",
        [506] = "Variant Also Negotiates",
        [507] = "Insufficient Storage",
        [508] = "Loop Detected",
        [511] = "Network Authentication Required",
    };

    private static readonly Dictionary<int, string> Unregistered = new()
    {
        [418] = "I'm a teapot",
        [419] = "Authentication Timeout",
        [499] = "Client Closed Request",
        [510] = "Not Extended",
    };

    /// <summary>Returns a title for any status of an error: its phrase, the phrase that ASP.NET Core has for one in common use, or its class.</summary>
    /// <param name="status">The status, 400 to 599.</param>
    public static string TitleOf(int status) => Of(status) ?? Unregistered.GetValueOrDefault(status) ?? (status < 500 ? "Client Error" : "Server Error");

    /// <summary>Returns the phrase of a status, such as <c>Not Found</c> of 404.</summary>
    /// <param name="status">The status; 400 to 599 have phrases.</param>
    /// <returns>The phrase; null for a status that is not registered.</returns>
    public static string? Of(int status) => Phrases.GetValueOrDefault(status);
}
