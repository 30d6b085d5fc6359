namespace Lintel.Host.Infer;

/// <summary>Guesses the conditions that definitions answer, from status and words.</summary>
internal static class ConditionGuess
{
    private static readonly (int Status, string[] Words, Condition Condition)[] Specific =
    [
        (401, ["expired"], Condition.CredentialExpired),
        (401, ["revoked"], Condition.CredentialRevoked),
        (401, ["missing", "required", "no_", "provided"], Condition.CredentialMissing),
        (401, ["malformed", "format", "schema", "scheme"], Condition.CredentialMalformed),
        (401, ["disabled", "inactive"], Condition.CredentialDisabled),
        (403, ["scope"], Condition.ScopeMissing),
        (403, ["plan", "subscription", "upgrade"], Condition.PlanInactive),
        (403, ["ip_", "ip ", "address"], Condition.AddressForbidden),
        (403, ["suspended", "account", "disabled"], Condition.AccountDisabled),
        (400, ["missing", "required"], Condition.RequestFieldMissing),
        (400, ["malformed", "parse", "json", "syntax", "unreadable"], Condition.RequestMalformed),
        (501, ["method"], Condition.MethodUnknown),
    ];

    private static readonly (int Status, Condition[] Conditions)[] General =
    [
        (401, [Condition.CredentialInvalid]),
        (403, [Condition.PermissionDenied]),
        (404, [Condition.NotFound]),
        (405, [Condition.MethodUnsupported]),
        (409, [Condition.StateConflict]),
        (413, [Condition.RequestTooLarge]),
        (414, [Condition.RequestUriTooLong]),
        (415, [Condition.RequestMediaType, Condition.RequestEncoding]),
        (422, [Condition.RequestInvalid]),
        (400, [Condition.RequestInvalid]),
        (429, [Condition.RateExceeded]),
        (431, [Condition.RequestHeadersTooLarge]),
        (500, [Condition.ServerError]),
        (501, [Condition.ServerNotImplemented]),
        (502, [Condition.ServerDependency]),
        (503, [Condition.ServerOverloaded]),
        (504, [Condition.ServerTimeout]),
    ];

    private static readonly string[] GeneralWords = ["invalid", "valid", "unauth", "not_found", "forbidden", "denied", "internal", "bad_request", "generic", "rate", "conflict"];

    /// <summary>The conditions by code; each condition once.</summary>
    /// <param name="codes">Each code with its status and a message.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<Condition>> Of(IReadOnlyList<(string Code, int Status, string Message)> codes)
    {
        var found = codes.ToDictionary(code => code.Code, _ => new List<Condition>(), StringComparer.Ordinal);
        foreach (var (status, words, condition) in Specific)
        {
            var match = codes.Where(code => StatusOf(code.Status) == status && found[code.Code].Count == 0)
                .FirstOrDefault(code => words.Any(word => code.Code.Contains(word, StringComparison.OrdinalIgnoreCase)));
            if (match.Code is not null && codes.Count(code => StatusOf(code.Status) == status) > 1)
            {
                found[match.Code].Add(condition);
            }
        }

        var answered = new HashSet<Condition>();
        foreach (var (status, conditions) in General)
        {
            var best = codes.Where(code => code.Status == status)
                .OrderBy(code => found[code.Code].Count)
                .ThenByDescending(code => Score(code.Code))
                .FirstOrDefault();
            if (best.Code is not null && conditions.All(answered.Add))
            {
                found[best.Code].InsertRange(0, conditions);
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Condition>)pair.Value, StringComparer.Ordinal);
    }

    private static int StatusOf(int status) => status == 422 ? 400 : status;

    private static int Score(string code)
    {
        var plain = string.Concat(code.Select(character => character == '-' ? '_' : char.ToLowerInvariant(character)));
        return GeneralWords.Contains(plain) ? 3 : GeneralWords.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? 2 : 0;
    }
}
