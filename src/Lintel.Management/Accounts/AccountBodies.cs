using Lintel.AspNetCore;

namespace Lintel.Management.Accounts;

/// <summary>A new account.</summary>
internal sealed record NewAccount(string Api, string Name, string? Plan, string? Subscription, IReadOnlyDictionary<string, int>? Limits)
{
    public static NewAccount Read(FieldReader fields) => new(
        fields.OneOf("api", [.. fields.Call.ContractsOf().Select(contract => contract.Api)], required: true) ?? string.Empty,
        fields.Text("name", required: true, min: 1, max: 100) ?? string.Empty,
        fields.Text("plan", min: 1, max: 50),
        fields.Text("subscription", min: 1, max: 50),
        fields.Limits("limits"));
}

/// <summary>What changes about an account; null stays as it is.</summary>
internal sealed record AccountChange(string? Name, string? Plan, string? Subscription, IReadOnlyDictionary<string, int>? Limits, long? Version)
{
    public static AccountChange Read(FieldReader fields) => new(
        fields.Text("name", min: 1, max: 100),
        fields.Text("plan", min: 1, max: 50),
        fields.Text("subscription", min: 1, max: 50),
        fields.Limits("limits"),
        fields.Integer("version", min: 1));
}
