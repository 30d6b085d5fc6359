using System.Text.Json.Nodes;
using Lintel.Operators;

namespace Lintel.AspNetCore;

/// <summary>The remedies for operators, whose sessions and personal tokens do no more than their roles.</summary>
internal static class OperatorRemedies
{
    /// <summary>The remedy for a scope that was missing; null where the caller is no operator, or the token alone lacks it.</summary>
    public static Remedy? Scope(RemedyCase refused, string required)
    {
        if (refused.Operator is not { } caller)
        {
            return null;
        }

        var roles = refused.Runtime.Roles;
        if (roles.ScopesOf(caller.Role).Contains(required))
        {
            return refused.Entry.KeyId is null
                ? Same($"Sign in anew by a link: the role of operator {caller.Id} has the scope {required}, and the token of the session lacks it.")
                : null;
        }

        // The role that may do least of those that have it. The owner has all that there are.
        var role = Enum.GetValues<OperatorRole>().Last(role => role == OperatorRole.Owner || roles.ScopesOf(role).Contains(required));
        var word = role.ToString().ToLowerInvariant();
        return new Remedy(
            $"Give operator {caller.Id} a role that has the scope {required}: {word}. Theirs is {caller.Role.ToString().ToLowerInvariant()}, "
                + "which bounds their sessions and personal tokens. The change holds on the very next request.",
            $"Ask an owner for a role that has the scope {required}.",
            new RemedyAction("PATCH", $"/operators/{caller.Id}", new JsonObject { ["role"] = word }));
    }

    /// <summary>The remedy for a personal token that works, of an operator who may not sign in; null for every other caller.</summary>
    public static Remedy? Disabled(RemedyCase refused) => refused is { Operator: { DisabledAt: not null } caller, CurrentKey.State: KeyState.Active }
        ? new Remedy(
            $"Enable operator {caller.Id}, whose personal token {refused.Key} is.",
            "Ask an owner to enable the operator.",
            new RemedyAction("PATCH", $"/operators/{caller.Id}", new JsonObject { ["disabled"] = false }))
        : null;

    /// <summary>The remedy for a personal token that was revoked, whose operator makes another one; null for every other caller.</summary>
    public static Remedy? Revoked(RemedyCase refused) => refused is { Operator: { } caller, CurrentKey: { } token }
        ? new Remedy(
            $"Let operator {caller.Id} make another personal token: {refused.Key} was revoked, which is for ever.",
            "Make another personal token; a revoked one never works again.",
            new RemedyAction("POST", $"/operators/{caller.Id}/tokens", new JsonObject
            {
                ["name"] = token.Name,
                ["scopes"] = new JsonArray([.. token.Scopes.Select(scope => (JsonNode)scope)]),
            }))
        : null;

    private static Remedy Same(string text) => new(text, text);
}
