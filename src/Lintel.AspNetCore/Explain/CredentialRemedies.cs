using System.Text.Json.Nodes;

namespace Lintel.AspNetCore;

/// <summary>The remedies where the caller was not recognized.</summary>
internal static class CredentialRemedies
{
    /// <summary>One for each condition.</summary>
    public static (Condition Condition, Func<RemedyCase, Remedy> Remedy)[] All { get; } =
    [
        (Condition.CredentialInvalid, Invalid),
        (Condition.CredentialMissing, Missing),
        (Condition.CredentialMalformed, _ => Same("Send exactly one credential, in the form of the reference: one header line, one scheme, one value.")),
        (Condition.CredentialEmpty, _ => Same("Send a value after the scheme's name. An empty one often means a variable that was never set.")),
        (Condition.CredentialUnknown, Unknown),
        (Condition.CredentialDisabled, Disabled),
        (Condition.CredentialRevoked, Revoked),
        (Condition.CredentialExpired, Expired),
        (Condition.CredentialMismatched, _ => Same("Send the parts of one credential together: those of one application, as they were issued.")),
        (Condition.SessionMissing, _ => Same("Sign in, and send the session's token or cookie with the request.")),
        (Condition.SessionInvalid, _ => Same("Sign in again: the session is unknown, over or ended. A cookie is taken only from pages of the same origin.")),
    ];

    private static Remedy Same(string text) => new(text, text);

    private static Remedy Invalid(RemedyCase refused) => Same($"Send {WayOf(refused)} that is good for this API.");

    private static Remedy Missing(RemedyCase refused) => Same($"Send {WayOf(refused)} with the request.");

    private static string WayOf(RemedyCase refused) =>
        refused.Runtime.Contract.Keys is { } keys ? $"a key in the header {keys.Header}" : "a credential, as the reference shows";

    private static Remedy Unknown(RemedyCase refused)
    {
        const string Check = "Check it for a part that was cut off, for white space, and for one of another API or environment";
        var text = refused.Entry.KeyId is { } id
            ? $"Use a key that is known: {id} is not known to callers any more, or not here. {refused.Entry.Cause}".TrimEnd()
            : $"{Check}, or issue a new key to the caller.";
        return new Remedy(text, $"{Check}, or ask for a new one.");
    }

    private static Remedy Disabled(RemedyCase refused) => OperatorRemedies.Disabled(refused) ?? new(
        $"Enable {refused.Key}.",
        "Ask for the key to be enabled; it is switched off.",
        refused.Entry.KeyId is { } id ? new RemedyAction("POST", $"/keys/{id}/enable") : null);

    private static Remedy Revoked(RemedyCase refused) => OperatorRemedies.Revoked(refused) ?? new(
        $"Issue a new key to {refused.Account}: {refused.Key} was revoked, which is for ever.",
        "Use another key, or ask for a new one; a revoked key never works again.",
        refused.CurrentKey is { } key
            ? new RemedyAction("POST", "/keys", new JsonObject
            {
                ["accountId"] = key.AccountId,
                ["name"] = key.Name,
                ["scopes"] = new JsonArray([.. key.Scopes.Select(scope => (JsonNode)scope)]),
            })
            : null);

    // The call gives it as long again: without an end it would work for ever, which nobody has asked for.
    private static Remedy Expired(RemedyCase refused) => new(
        refused.Compared("key", "expiresAt") is { } told
            ? $"Move the expiry of {refused.Key}, which was {told}, or issue a new key."
            : $"Move the expiry of {refused.Key}, or issue a new key.",
        "Ask for the key's expiry to be moved, or for a new key.",
        refused.CurrentKey?.ExpiresAt is { } end
            ? refused.ChangeKey(key => new JsonObject { ["expiresAt"] = refused.Entry.At + (end - key.CreatedAt) })
            : null);
}
