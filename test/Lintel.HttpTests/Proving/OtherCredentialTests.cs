using Lintel.Applications;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Proving;

/// <summary>An API that people enter by a session and programs by an application's three credentials.</summary>
public sealed class OtherCredentialTests
{
    private const string Credentials = """
        credentials:
          - { kind: session-bearer, prefix: vct, lifetime: 7 days, challenge: 'Bearer realm="shop"' }
          - kind: application
            headers: { clientId: X-Client-Id, clientSecret: X-Client-Secret, apiKey: X-Api-Key }
            prefixes: { clientId: cid, clientSecret: cs, apiKey: ak }
            challenge: 'ApiKey realm="shop"'
        order: [route, method, credential, key, application, limit, scope, precondition, body, resource, rules]
        """;

    private static readonly string Text = ShopContract.Text
        .Replace(
            """
            credentials:
              - { kind: bearer, prefix: shop, hash: hmac }
            order: [credential, key, address, limit, route, method, scope, precondition, idempotency, body, resource, rules]
            """,
            Credentials,
            StringComparison.Ordinal)
        .Replace("idempotency: { required: false, per: caller, perAccount: 20000 }\n", string.Empty, StringComparison.Ordinal)
        .Replace(
            "errors:\n  credential_missing:",
            "waives:\n  - { assertion: 3, because: an application has no bearer token that a challenge could call invalid }\nerrors:\n  credential_missing:",
            StringComparison.Ordinal);

    [Fact]
    public async Task Faults_of_sessions_and_applications_are_provoked_and_hold()
    {
        var applications = new Applications();
        await using var shop = await StartAsync(applications);
        var target = await TargetAsync(shop, applications);

        var report = await new Prober(target).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Holds, report.ToText());
        Assert.Equal(ProbeVerdict.Held, report.Definitions.Single(definition => definition.Definition.Code == "credential_missing").Verdict);
        Assert.Equal(ProbeVerdict.Held, report.Definitions.Single(definition => definition.Definition.Code == "credential_invalid").Verdict);
        Assert.Equal(ProbeVerdict.Held, report.Definitions.Single(definition => definition.Definition.Code == "permission_denied").Verdict);
        Assert.Equal(ProbeVerdict.NotApplicable, report.Assertions.Single(assertion => assertion.Number == 12).Verdict);
    }

    [Fact]
    public async Task Operation_that_forgot_its_credential_is_noticed()
    {
        var applications = new Applications();
        await using var shop = await StartAsync(applications, forgetful: true);
        var target = await TargetAsync(shop, applications);

        // As written down from the documentation, not read from the route table, which knows that the operation is open.
        var result = await new Prober(
            target with { Routes = [new ProbeRoute("/shop/refunds", ["POST"])] }).CheckAsync(1, TestContext.Current.CancellationToken);

        Assert.Equal(ProbeVerdict.Broken, result.Verdict);
        Assert.Contains("/shop/refunds", result.Why, StringComparison.Ordinal);
    }

    private static Task<ShopHost> StartAsync(Applications applications, bool forgetful = false) => ShopHost.StartAsync(Text, map: app =>
    {
        var shop = app.MapApi("shop", options => options.FindApplication = applications.FindByClientIdAsync);
        shop.MapGet("/me", (ApiCall call) => Results.Json(new { id = call.Session.UserId })).AcceptsCredential("session-bearer");
        shop.MapPost("/send", (ApiCall call) => Results.Json(new { application = call.Application.Id })).AcceptsCredential("application");
        if (forgetful)
        {
            shop.MapPost("/refunds", (ApiCall call) => Results.Json(new { refunded = true })).AllowAnonymous();
        }
    });

    private static async Task<ProbeTarget> TargetAsync(ShopHost shop, Applications applications)
    {
        var people = shop.Services.GetRequiredService<SignInService>();
        var started = (SignInResult.Started)await people.RegisterAsync(
            new NewUser("shop", "a@shop.test", "a password for tests", "any", "active"),
            new SignInOrigin(System.Net.IPAddress.Loopback),
            CancellationToken.None);
        var ended = (SignInResult.Started)await people.RegisterAsync(
            new NewUser("shop", "b@shop.test", "a password for tests", "any", "active"),
            new SignInOrigin(System.Net.IPAddress.Loopback),
            CancellationToken.None);
        await people.EndAsync(ended.Session, CancellationToken.None);
        var sessions = shop.Contract.Sessions!;
        var scheme = shop.Contract.Credentials.OfType<ApplicationScheme>().Single();
        var test = applications.Add(scheme, "test", started.User.AccountId);
        var live = applications.Add(scheme, "live", started.User.AccountId);
        var suspended = applications.Add(scheme, "test", started.User.AccountId, suspended: true);
        var send = new ProbeRequest("POST", "/shop/send");
        return new ProbeTarget
        {
            Contract = shop.Contract,
            Address = shop.Address,
            Base = "/shop",
            Entries =
            [
                new(ProbeCredential.Of(sessions, started.Token), ProbeRequest.Get("/shop/me")) { Missing = Condition.SessionMissing },
                new(test, send) { Scheme = scheme },
            ],
            Routes = ProbeRoutes.Of(shop.Services, shop.Contract),
            Refused =
            [
                new(Condition.SessionInvalid, ProbeCredential.Of(sessions, ended.Token)),
                new(Condition.SessionMissing, test),
                new(Condition.CredentialMismatched, new([test.Fields[0], test.Fields[1], live.Fields[2]])) { Request = send },
                new(Condition.ApplicationSuspended, suspended) { Request = send },
            ],
            ReferencePage = "/docs/shop",
            Wait = (time, _) =>
            {
                shop.Clock.Advance(time);
                return Task.CompletedTask;
            },
        };
    }

    private sealed class Applications
    {
        private readonly Dictionary<string, ClientApplication> _byClientId = [];

        public ProbeCredential Add(ApplicationScheme scheme, string environment, string accountId, bool suspended = false)
        {
            var credentials = new ApplicationCredentials(scheme, environment);
            var (id, secret, key) = (credentials.NewClientId(), credentials.NewClientSecret(), credentials.NewApiKey());
            _byClientId[id] = new ClientApplication
            {
                Id = $"app_{_byClientId.Count}",
                AccountId = accountId,
                Environment = environment,
                Suspended = suspended,
                ClientSecretHash = ApplicationCredentials.HashOf(secret),
                ApiKeyHash = ApplicationCredentials.HashOf(key),
            };
            return ProbeCredential.Of(scheme, id, secret, key);
        }

        public ValueTask<ClientApplication?> FindByClientIdAsync(string clientId, CancellationToken cancellationToken) =>
            new(_byClientId.GetValueOrDefault(clientId));
    }
}
