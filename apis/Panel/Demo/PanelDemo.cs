using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The demo data of the API.</summary>
internal sealed class PanelDemo(PanelDatabase database, SignInService signIn, TimeProvider clock)
{
    private const string Login = "owner@kestrelworks.example";

    private static readonly DemoAccount Main = new("acct_panel_main", PanelModule.Api, "Kestrelworks", "Pro");
    private static readonly DemoAccount Other = new("acct_panel_other", PanelModule.Api, "Larkfield Tools", "Basic");

    private static readonly string[] AllScopes =
    [
        "applications:read", "applications:create", "applications:update", "applications:delete",
        "licenses:read", "licenses:create", "licenses:update", "licenses:delete",
        "app_users:read", "app_users:create", "app_users:update", "app_users:delete",
        "blacklists:read", "blacklists:create", "blacklists:update", "blacklists:delete",
        "variables:read", "variables:create", "variables:update", "variables:delete",
        "files:read", "files:upload", "files:delete",
        "sessions:read", "sessions:disconnect",
        "account:read",
    ];

    private static readonly DemoKey[] Keys =
    [
        new("full", Main.Id) { Scopes = AllScopes },
        new("restricted", Main.Id) { Scopes = AllScopes, Applications = [DemoRecords.ApplicationA.ToString()] },
        new("licensesRead", Main.Id) { Scopes = [PanelScopes.ReadLicenses] },
        new("licensesUpdate", Main.Id) { Scopes = [PanelScopes.UpdateLicenses] },
        new("revoked", Main.Id) { Scopes = AllScopes, State = KeyState.Revoked },
        new("expired", Main.Id) { Scopes = AllScopes, Expired = true },
    ];

    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync([Main, Other], cancellationToken);
        var records = new DemoRecords(Main.Id, Other.Id);
        var now = clock.GetUtcNow();
        await database.WriteAsync(connection => records.FillAsync(connection, now), cancellationToken);
        return new JsonObject
        {
            ["base"] = "/panel/api/v1/panel",
            ["session"] = await signIn.StartDemoSessionAsync(Main, Login, cancellationToken),
            ["keys"] = await keys.EnsureAsync(Keys, cancellationToken),
            ["ids"] = new JsonObject
            {
                ["applicationA"] = DemoRecords.ApplicationA.ToString(),
                ["applicationB"] = DemoRecords.ApplicationB.ToString(),
                ["otherAccountApplication"] = DemoRecords.OtherApplication.ToString(),
                ["expiredLicense"] = DemoRecords.ExpiredLicense.ToString(),
            },
        };
    }
}
