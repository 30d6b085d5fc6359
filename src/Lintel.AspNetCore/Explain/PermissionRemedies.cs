using System.Text.Json.Nodes;

namespace Lintel.AspNetCore;

/// <summary>The remedies where a known caller was refused.</summary>
internal static class PermissionRemedies
{
    /// <summary>One for each condition.</summary>
    public static (Condition Condition, Func<RemedyCase, Remedy> Remedy)[] All { get; } =
    [
        (Condition.PermissionDenied, Denied),
        (Condition.SessionRequired, _ => new Remedy(
            "The operation is for people: call it with the session of somebody who signed in. A key is not enough.",
            "Sign in and call with the session; a key is not enough here.")),
        (Condition.PlanInactive, Plan),
        (Condition.AccountDisabled, Suspended),
        (Condition.ApplicationSuspended, Application),
        (Condition.ApplicationForbidden, OtherApplication),
        (Condition.AddressForbidden, Address),
        (Condition.ScopeMissing, Scope),
        (Condition.OperationMissing, Scope),
        (Condition.RateExceeded, LimitRemedy.Of),
    ];

    private static Remedy Denied(RemedyCase refused) => new(
        $"Give {refused.Account} or {refused.Key} the right that the application asks for; the contract does not know more of it.",
        "Ask the provider for the right, with the id of the request.");

    private static Remedy Plan(RemedyCase refused)
    {
        var rule = refused.Runtime.Contract.Plans;
        var plan = refused.Argument("plan");
        var subscription = refused.Argument("subscription");
        var body = new JsonObject();
        if (rule is { Allow: [var allowed, ..] } && !rule.Allow.Contains(plan))
        {
            body["plan"] = allowed;
        }

        if (rule is { Subscriptions: [var paying, ..] } && !rule.Subscriptions.Contains(subscription))
        {
            body["subscription"] = paying;
        }

        var plans = string.Join(", ", rule?.Allow ?? []);
        var states = string.Join(", ", rule?.Subscriptions ?? []);
        return new Remedy(
            $"Change {refused.Account}, which has the plan {plan} and the subscription {subscription}: plans that may call are {plans}, "
                + $"with a subscription that is one of {states}.",
            $"Renew the subscription, or choose one of the plans {plans}. The same key works again at once.",
            refused.Entry.AccountId is { } id && body.Count > 0 ? new RemedyAction("PATCH", $"/accounts/{id}", body) : null);
    }

    private static Remedy Suspended(RemedyCase refused) => new(
        $"Resume {refused.Account}, or enable the person who signs in.",
        "Ask the provider to resume the account. The same key works again at once.",
        refused.Entry.AccountId is { } id ? new RemedyAction("POST", $"/accounts/{id}/resume") : null);

    private static Remedy Application(RemedyCase refused) => new(
        refused.Entry.ApplicationId is { } id ? $"Resume the application {id}; it is suspended." : "Resume the application; it is suspended.",
        "Resume the application, or call with the credentials of another.");

    private static Remedy OtherApplication(RemedyCase refused)
    {
        var named = refused.Entry.ApplicationId;
        var held = refused.List("application", "held");
        return named is null
            ? new Remedy(
                $"Use a key for all applications: {refused.Key} is restricted to {held ?? "some of them"}, and the operation concerns all of them.",
                "Use a key that is not restricted to some applications.",
                refused.ChangeKey(_ => new JsonObject { ["applications"] = null }))
            : new Remedy(
                $"Add the application {named} to {refused.Key}, or use a key for it: this one is restricted to {held ?? "others"}.",
                $"Use a key for the application {named}, or ask for the application to be added to this one.",
                refused.ChangeKey(key => new JsonObject
                {
                    ["applications"] = key.Applications is { } applications ? RemedyCase.With(applications, named) : null,
                }));
    }

    private static Remedy Address(RemedyCase refused)
    {
        var seen = refused.Compared("address", "seen") ?? refused.Entry.Address;
        var networks = refused.List("address", "networks");
        return seen is null
            ? new Remedy(
                $"Let the proxies tell the client's address in a form that can be read: {refused.Key} is restricted to addresses, and this one is unknown.",
                "Call from an address that is known, without a proxy that hides it.")
            : new Remedy(
                $"Add the address {seen} to {refused.Key}, or call from one of {networks ?? "its networks"}.",
                $"Call from an address that the key allows, or ask for {seen} to be added to it.",
                refused.ChangeKey(key => new JsonObject
                {
                    ["addresses"] = RemedyCase.With(key.Addresses.Select(network => network.ToString()), seen),
                }));
    }

    private static Remedy Scope(RemedyCase refused)
    {
        var required = refused.Argument("required") ?? refused.List("scope", "required") ?? "that the operation needs";
        return OperatorRemedies.Scope(refused, required) ?? (refused.Entry.KeyId is null
            ? new Remedy($"Let the issuer give the caller the scope {required}.", $"Ask for a token with the scope {required}.")
            : new Remedy(
                $"Add the scope {required} to {refused.Key}. The change holds on the very next request.",
                $"Use a key with the scope {required}, or ask for the scope to be added to this one.",
                refused.ChangeKey(key => new JsonObject { ["scopes"] = RemedyCase.With(key.Scopes, required) })));
    }
}
