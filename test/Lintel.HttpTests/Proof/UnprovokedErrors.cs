namespace Lintel.HttpTests.Proof;

/// <summary>
/// Errors that the documents name and the proof brings about on no request to the operation, each with the reason. One that is brought about has to go from
/// here.
/// </summary>
internal static class UnprovokedErrors
{
    private static readonly (string Api, string Error, string Because)[] All =
    [
        ("pixel", "pixel.openapi 500 internal_error", "It needs neither a credential nor a database, and nothing that a request says makes it fail."),
        ("lintel", "lintel.operators.sign-in 500 internal_error", "It asks for no key, and says that the records are away while they are."),
        ("lintel", "lintel.operators.sign-in-link 403 permission_denied", "A token that expires makes no links, and the proof's does not expire."),
        ("lintel", "lintel.operators.tokens.issue 403 permission_denied", "A token that expires issues none that does not, and the proof's does not expire."),
        ("lintel", "lintel.operators.tokens.remove 403 permission_denied", "A token that expires ends none that does not, and the proof's does not expire."),
        ("lintel", "lintel.accounts.data 503 overloaded", "Two are sent at once, and the proof asks for one."),
        ("lintel", "lintel.audit.export 503 overloaded", "Four are sent at once, and the proof asks for one."),
        ("lintel", "lintel.requests.export 503 overloaded", "Four are sent at once, and the proof asks for one."),
        ("lintel", "lintel.requests.tail 503 overloaded", "Twenty watch at once, and the proof is one of them."),
    ];

    /// <summary>The errors of an API, in order.</summary>
    public static IEnumerable<string> Of(string api) =>
        All.Where(error => error.Api == api).Select(error => error.Error).Order(StringComparer.Ordinal);
}
