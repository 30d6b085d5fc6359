using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Panel;

/// <summary>The demo data of the API.</summary>
internal sealed class PanelDemo(IServiceProvider services, DemoKeys keys)
{
    private const string Main = "acct_panel_main";
    private const string Other = "acct_panel_other";
    private const string Login = "owner@kestrelworks.example";
    private const int PasswordLength = 32;

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

    public async Task<JsonObject> SeedAsync(CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(new DemoAccount(Main, PanelModule.Api, "Kestrelworks", "Pro"), cancellationToken);
        await keys.EnsureAsync(new DemoAccount(Other, PanelModule.Api, "Larkfield Tools", "Basic"), cancellationToken);
        var records = new DemoRecords(Main, Other);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        await services.GetRequiredService<PanelDatabase>().WriteAsync(connection => records.Fill(connection, now), cancellationToken);
        return new JsonObject
        {
            ["base"] = "/panel/api/v1/panel",
            ["session"] = await StartSessionAsync(cancellationToken),
            ["keys"] = await EnsureKeysAsync(cancellationToken),
            ["ids"] = new JsonObject
            {
                ["applicationA"] = DemoRecords.ApplicationA.ToString(),
                ["applicationB"] = DemoRecords.ApplicationB.ToString(),
                ["otherAccountApplication"] = DemoRecords.OtherApplication.ToString(),
                ["expiredLicense"] = DemoRecords.ExpiredLicense.ToString(),
            },
        };
    }

    private async Task<string> StartSessionAsync(CancellationToken cancellationToken)
    {
        var service = services.GetRequiredService<SignInService>();
        if (await service.FindUserByLoginAsync(PanelModule.Api, Login, cancellationToken) is null)
        {
            // Nobody is told the password: demo.json has a session.
            await service.AddUserAsync(Main, Login, RandomNumberGenerator.GetHexString(PasswordLength), PasswordCaller.Process, cancellationToken);
        }

        var user = await service.FindUserByLoginAsync(PanelModule.Api, Login, cancellationToken);
        return (await service.StartAsync(user!, cancellationToken)).New.Token;
    }

    private async Task<JsonObject> EnsureKeysAsync(CancellationToken cancellationToken)
    {
        DemoKey[] wanted =
        [
            new("full", Main) { Scopes = AllScopes },
            new("restricted", Main) { Scopes = AllScopes, Applications = [DemoRecords.ApplicationA.ToString()] },
            new("licensesRead", Main) { Scopes = [PanelScopes.ReadLicenses] },
            new("licensesUpdate", Main) { Scopes = [PanelScopes.UpdateLicenses] },
            new("revoked", Main) { Scopes = AllScopes, State = KeyState.Revoked },
            new("expired", Main) { Scopes = AllScopes, Expired = true },
        ];
        var texts = new JsonObject();
        foreach (var key in wanted)
        {
            texts[key.Name] = await keys.EnsureAsync(key, cancellationToken);
        }

        return texts;
    }
}
