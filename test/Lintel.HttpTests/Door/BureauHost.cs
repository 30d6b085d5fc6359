using Lintel.Applications;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>The tests' own API with keys of a page's own form, session cookies and applications, and operations for each.</summary>
internal static class BureauHost
{
    public const string Login = "ada@example.test";
    public const string Password = "a password of some length";

    public static Task<DoorHost> StartAsync(Applications? applications = null) => DoorHost.StartAsync(
        Map,
        contract: text => text
            .Replace("  - { kind: bearer, prefix: shop }", Credentials, StringComparison.Ordinal)
            .Replace(
                "[credential, key, limit, route, method, scope, precondition, body, resource, rules]",
                "[route, method, credential, key, session, application, limit, precondition, body, scope, resource, rules]",
                StringComparison.Ordinal)
            .Replace("  - { name: account, per: account, allow: 50, window: 1 minute, headers: ietf }", Limits, StringComparison.Ordinal)
            .Replace("  not_found:", Definitions + "  not_found:", StringComparison.Ordinal),
        api: options => options.FindApplication = (applications ?? new Applications()).FindByClientIdAsync);

    public static async Task<(User User, SignInResult.Started New)> SignInAsync(DoorHost host)
    {
        var service = host.Services.GetRequiredService<SignInService>();
        var user = await service.FindUserByLoginAsync("shop", Login, CancellationToken.None)
            ?? ((SignInResult.Added)await service.AddUserAsync(host.AccountId, Login, Password, PasswordCaller.Process, CancellationToken.None)).User;
        return (user, await service.StartAsync(user, CancellationToken.None));
    }

    public static ApplicationScheme SchemeOf(DoorHost host) => host.Services.GetRequiredService<LintelOptions>().Contracts[0].Applications!;

    private const string Credentials = """
          - { kind: bearer, prefix: shop_mgmt, form: { publicId: bak_, publicIdLength: 16, secretLength: 48 } }
          - { kind: session-cookie, cookie: session, lifetime: 1 hour }
          - kind: application
            headers: { clientId: X-Client-Id, clientSecret: X-Client-Secret, apiKey: X-Api-Key }
            prefixes: { clientId: cid, clientSecret: cs, apiKey: ak }
        """;

    private const string Limits = """
          - { name: caller, per: key, allow: 5, window: 1 minute }
          - { name: named, per: value, allow: 2, window: 1 minute, named: true }
          - { name: program, per: application, allow: 3, window: 1 minute, named: true }
        """;

    private const string Definitions = """
          no_session: { status: 401, when: [session.missing, session.invalid], message: Sign in., meaning: No session., fix: Sign in. }
          session_required: { status: 403, when: session.required, message: People only., meaning: A key., fix: Sign in. }
          suspended: { status: 403, when: application.suspended, message: Suspended., meaning: Suspended., fix: Resume it. }
          application_forbidden: { status: 403, when: application.forbidden, message: Other application., meaning: Restricted., fix: Use another key. }
          reserved: { status: 501, when: server.not_implemented, message: Not yet., meaning: Reserved., fix: Wait. }

        """;

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/who", Who);
        shop.MapPost("/who", Who);
        shop.MapGet("/people", Who).RequireSession();
        shop.MapGet("/programs", Who).AcceptsCredential("application");
        shop.MapPost("/programs/limited", Who).AcceptsCredential("application").CountedUnder("program");
        shop.MapGet("/apps/{id}", Who).ForApplication((ApiCall call) => (string?)call.Http.GetRouteValue("id"));
        shop.MapPost("/apps", Who).ForAllApplications();
        shop.MapGet("/later", Who).Reserved();
        shop.MapPost("/named", Who).Body(Name.Read).CountedUnder("named", (Body<Name> body) => body.Value.Value);
        shop.MapPost("/actions", Who).Body(Name.Read).RequireScope((Body<Name> body) => $"things:{body.Value.Value}", "things:read", "things:write");
        shop.MapPost("/sign-out", SignOut).RequireSession();
    }

    private static IResult Who(ApiCall call) => Results.Text(
        call.SessionOrNull is { } session
            ? $"session {session.AccountId}"
            : call.KeyOrNull is { } key ? $"key {key.AccountId}" : $"application {call.Application.Id}");

    private static async Task<IResult> SignOut(ApiCall call, SignInService service)
    {
        await service.EndAsync(call.Session, call.Aborted);
        call.ClearSessionCookie();
        return Results.NoContent();
    }

    internal sealed record Name(string Value)
    {
        public static Name Read(FieldReader fields) => new(fields.Text("name", required: true, min: 1, max: 20)!);
    }

    /// <summary>Applications in a list.</summary>
    internal sealed class Applications
    {
        private readonly Dictionary<string, ClientApplication> _all = new(StringComparer.Ordinal);

        public (string ClientId, string Secret, string Key) Add(DoorHost host, string environment, bool suspended = false)
        {
            var make = new ApplicationCredentials(SchemeOf(host), environment);
            var (id, secret, key) = (make.NewClientId(), make.NewClientSecret(), make.NewApiKey());
            _all[id] = new ClientApplication
            {
                Id = "app_" + id[^4..],
                AccountId = host.AccountId,
                Environment = environment,
                Suspended = suspended,
                ClientSecretHash = ApplicationCredentials.HashOf(secret),
                ApiKeyHash = ApplicationCredentials.HashOf(key),
            };
            return (id, secret, key);
        }

        public ValueTask<ClientApplication?> FindByClientIdAsync(string clientId, CancellationToken cancellationToken) => new(_all.GetValueOrDefault(clientId));
    }
}
