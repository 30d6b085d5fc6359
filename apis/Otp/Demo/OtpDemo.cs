using System.Data;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>The demo data of the API. Sessions and secrets are new at every start: what is kept of them cannot be turned back into what callers send.</summary>
internal sealed class OtpDemo(OtpDatabase database, CredentialMaker credentials, OtpCodes codes, SignInService signIn, TimeProvider clock)
{
    private static readonly DemoAccount AccountA = new("acct_otp_a", OtpModule.Api, "Harbour Shop", "free");
    private static readonly DemoAccount AccountB = new("acct_otp_b", OtpModule.Api, "Meadow Clinic", "free");

    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync([AccountA, AccountB], cancellationToken);
        var records = new DemoRecords(AccountA.Id, AccountB.Id, credentials, codes);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var made = await database.WriteAsync(connection => records.FillAsync(connection, now), cancellationToken);
        return new JsonObject
        {
            ["base"] = "/otp",
            ["sessions"] = new JsonObject
            {
                ["a"] = await signIn.StartDemoSessionAsync(AccountA, "ada@harbourshop.example", cancellationToken),
                ["b"] = await signIn.StartDemoSessionAsync(AccountB, "ben@meadowclinic.example", cancellationToken),
            },
            ["applications"] = new JsonObject(made.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, Show(pair.Value)))),
            ["ids"] = new JsonObject { ["project"] = DemoRecords.Project, ["otherProject"] = DemoRecords.OtherProject },
        };
    }

    private static JsonObject Show(NewCredentials credentials) => new()
    {
        ["clientId"] = credentials.ClientId,
        ["clientSecret"] = credentials.ClientSecret,
        ["apiKey"] = credentials.ApiKey,
    };
}
