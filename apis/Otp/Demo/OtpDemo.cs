using System.Data;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Management.Demo;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>The demo data of the API. Sessions and secrets are new at every start: what is kept of them cannot be turned back into what callers send.</summary>
internal sealed class OtpDemo(OtpDatabase database, CredentialMaker credentials, OtpCodes codes, SignInService signIn, TimeProvider clock)
{
    private const string AccountA = "acct_otp_a";
    private const string AccountB = "acct_otp_b";

    private static readonly DemoAccount[] Accounts =
    [
        new(AccountA, OtpModule.Api, "Harbour Shop", "free"),
        new(AccountB, OtpModule.Api, "Meadow Clinic", "free"),
    ];

    public async Task<JsonObject> SeedAsync(DemoKeys keys, CancellationToken cancellationToken)
    {
        await keys.EnsureAsync(Accounts, cancellationToken);
        var records = new DemoRecords(AccountA, AccountB, credentials, codes);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var made = await database.WriteAsync(connection => records.Fill(connection, now), cancellationToken);
        return new JsonObject
        {
            ["base"] = "/otp",
            ["sessions"] = new JsonObject
            {
                ["a"] = await StartSessionAsync(AccountA, "ada@harbourshop.example", cancellationToken),
                ["b"] = await StartSessionAsync(AccountB, "ben@meadowclinic.example", cancellationToken),
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

    private async Task<string> StartSessionAsync(string accountId, string login, CancellationToken cancellationToken)
    {
        if (await signIn.FindUserByLoginAsync(OtpModule.Api, login, cancellationToken) is not { } user)
        {
            // Without a password: demo.json has a session.
            user = await signIn.AddUserAsync(accountId, login, cancellationToken) is SignInResult.Added added
                ? added.User
                : throw new InvalidOperationException($"'{login}' was not added to {accountId}.");
        }

        return (await signIn.StartAsync(user, cancellationToken)).New.Token;
    }
}
