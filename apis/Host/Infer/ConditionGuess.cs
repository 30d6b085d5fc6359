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
        (400, [Condition.RequestMalformed]),
        (429, [Condition.RateExceeded]),
        (431, [Condition.RequestHeadersTooLarge]),
        (500, [Condition.ServerError]),
        (501, [Condition.ServerNotImplemented]),
        (502, [Condition.ServerDependency]),
        (503, [Condition.ServerOverloaded]),
        (504, [Condition.ServerTimeout]),
    ];

    private static readonly string[] GeneralWords =
        ["invalid", "valid", "unauth", "not_found", "forbidden", "denied", "internal", "bad_request", "generic", "rate", "conflict"];

    private static readonly (int Status, string[] Words)[] Meant =
    [
        (404, ["not_found", "notfound", "no_such", "missing_"]),
        (401, ["auth", "token", "credential", "login"]),
        (403, ["forbidden", "permission", "denied", "not_allowed"]),
        (429, ["rate", "limit", "throttl"]),
        (405, ["method"]),
        (400, ["invalid", "validation", "bad_"]),
        (500, ["internal", "server", "fatal"]),
    ];

    /// <summary>The conditions by code; each condition once.</summary>
    /// <param name="recorded">The codes.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<Condition>> Of(IReadOnlyList<RecordedCode> recorded)
    {
        var codes = recorded.Select(code => code with { Status = code.Status == 200 ? StatusMeant(code.Code) : code.Status }).ToArray();
        var found = codes.ToDictionary(code => code.Code, _ => new List<Condition>(), StringComparer.Ordinal);
        foreach (var (status, words, condition) in Specific)
        {
            var match = codes.Where(code => StatusOf(code.Status) == status && found[code.Code].Count == 0)
                .FirstOrDefault(code => words.Any(word => code.Code.Contains(word, StringComparison.OrdinalIgnoreCase)) || IsMalformed(condition, code));
            if (match is not null && codes.Count(code => StatusOf(code.Status) == status) > 1)
            {
                found[match.Code].Add(condition);
            }
        }

        var answered = new HashSet<Condition>();
        foreach (var (status, conditions) in General)
        {
            var best = codes.Where(code => code.Status == status)
                .OrderByDescending(code => code.NamesFields && conditions.Contains(Condition.RequestInvalid))
                .ThenBy(code => found[code.Code].Count)
                .ThenByDescending(code => Score(code.Code))
                .FirstOrDefault();
            var isSecond = conditions.Contains(Condition.RequestMalformed);
            if (best is not null && !(isSecond && (found[best.Code].Count > 0 || IsAnswered(found, Condition.RequestMalformed)))
                && conditions.All(answered.Add))
            {
                found[best.Code].InsertRange(0, conditions);
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<Condition>)pair.Value, StringComparer.Ordinal);
    }

    private static bool IsAnswered(Dictionary<string, List<Condition>> found, Condition condition) =>
        found.Values.Any(conditions => conditions.Contains(condition));

    private static bool IsMalformed(Condition condition, RecordedCode code) =>
        condition == Condition.RequestMalformed && !code.NamesFields && code.Message.Contains("json", StringComparison.OrdinalIgnoreCase);

    private static int StatusMeant(string code) =>
        Meant.FirstOrDefault(meant => meant.Words.Any(word => code.Contains(word, StringComparison.OrdinalIgnoreCase))).Status;

    private static int StatusOf(int status) => status == 422 ? 400 : status;

    private static int Score(string code)
    {
        var plain = string.Concat(code.Select(character => character == '-' ? '_' : char.ToLowerInvariant(character)));
        return GeneralWords.Contains(plain) ? 3 : GeneralWords.Any(word => plain.Contains(word, StringComparison.Ordinal)) ? 2 : 0;
    }
}

/// <summary>A code that was recorded.</summary>
/// <param name="Code">The code.</param>
/// <param name="Status">Its status.</param>
/// <param name="Message">One of its messages.</param>
/// <param name="NamesFields">Whether its bodies name faulty fields.</param>
internal sealed record RecordedCode(string Code, int Status, string Message, bool NamesFields);
