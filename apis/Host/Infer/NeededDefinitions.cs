using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Adds definitions for conditions that every contract answers and no response shows.</summary>
internal static class NeededDefinitions
{
    private static readonly (Condition Condition, int Status, string[] Words, string Message)[] Always =
    [
        (Condition.NotFound, 404, ["not", "found"], "{problem}"),
        (Condition.MethodUnsupported, 405, ["method", "not", "allowed"], "{method} is not supported here."),
        (Condition.RequestInvalid, 400, ["invalid", "request"], "{problem}"),
        (Condition.ServerError, 500, ["internal", "error"], "An unexpected error occurred."),
    ];

    private static readonly (Condition Condition, int Status, string[] Words, string Message)[] WithCredentials =
    [
        (Condition.CredentialInvalid, 401, ["unauthorized"], "A valid credential is needed."),
        (Condition.PermissionDenied, 403, ["forbidden"], "The credential does not permit this."),
        (Condition.RateExceeded, 429, ["rate", "limited"], "Too many requests. Try again in {retryAfter} seconds."),
    ];

    /// <summary>The definitions with those that are missing.</summary>
    public static IReadOnlyList<ProposedDefinition> Add(IReadOnlyList<ProposedDefinition> found, bool hasCredentials, CodeStyle style)
    {
        var all = found.ToList();
        var isAlwaysSuccess = found.All(definition => definition.Status == 200);
        foreach (var (condition, status, words, message) in hasCredentials ? [.. Always, .. WithCredentials] : Always)
        {
            if (!all.Exists(definition => definition.When.Contains(condition)))
            {
                all.Add(new ProposedDefinition(NewCode(all, status, words, style), isAlwaysSuccess ? 200 : status)
                {
                    When = [condition],
                    Message = message,
                    IsNeededOnly = true,
                });
            }
        }

        return all;
    }

    private static CodeText NewCode(List<ProposedDefinition> all, int status, string[] words, CodeStyle style)
    {
        var code = style.IsNumber ? style.SpellStatus(status) : style.Spell(words);
        for (var count = 2; all.Exists(definition => definition.Code.Text == code); count++)
        {
            code = style.IsNumber ? style.SpellStatus(status, count) : style.Spell([.. words, LeafText.OfStatus(count)]);
        }

        return new CodeText(code, style.IsNumber);
    }
}
