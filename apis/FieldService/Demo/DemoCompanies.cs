using System.Net;
using Lintel.Management.Demo;

namespace Lintel.FieldService.Demo;

/// <summary>The companies and keys of the demo data.</summary>
internal static class DemoCompanies
{
    public const string Main = "acct_fieldservice_main";
    public const string Other = "acct_fieldservice_other";
    public const string Pro = "acct_fieldservice_pro";
    public const string Bulk = "acct_fieldservice_bulk";

    private const int OutOfTheWay = 10_000_000;

    private static readonly string[] AllScopes =
    [
        "jobs:read", "jobs:write", "customers:read", "customers:write", "assets:read", "assets:write", "assets:service", "assets:meter", "assets:transfer",
        "inventory:read", "inventory:write", "inventory:transfer", "technicians:read",
    ];

    public static IReadOnlyList<DemoAccount> Accounts { get; } =
    [
        new(Main, FieldServiceModule.Api, "Brook & Hill Field Services", "enterprise"),
        new(Other, FieldServiceModule.Api, "Lakeside Maintenance", "enterprise"),
        new(Pro, FieldServiceModule.Api, "Pine Street Repairs", "pro"),
        new(Bulk, FieldServiceModule.Api, "Northern Utilities", "enterprise")
        {
            Limits = new Dictionary<string, int> { ["list"] = OutOfTheWay, ["single"] = OutOfTheWay, ["write"] = OutOfTheWay, ["daily"] = OutOfTheWay },
        },
    ];

    public static IReadOnlyList<DemoKey> Keys { get; } =
    [
        new("full", Main) { Scopes = AllScopes },
        new("jobsRead", Main) { Scopes = ["jobs:read"] },
        new("assetsNoMeter", Main) { Scopes = ["assets:read", "assets:write"] },
        new("revoked", Main) { Scopes = AllScopes, State = KeyState.Revoked },
        new("elsewhere", Main) { Scopes = AllScopes, Addresses = [IPNetwork.Parse("203.0.113.7/32")] },
        new("proPlan", Pro) { Scopes = AllScopes },
        new("limited", Main) { Scopes = AllScopes },
        new("bulk", Bulk) { Scopes = AllScopes },
    ];
}
